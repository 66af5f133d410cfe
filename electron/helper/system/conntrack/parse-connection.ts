import type { FlowTuple } from '#shared/model/flow';

/** A tracked connection with both tuples. */
export interface Connection {
  readonly protocol: string;
  readonly original: FlowTuple;
  readonly reply: FlowTuple;
}

/**
 * Finds a connection in what `conntrack -L -o id` prints.
 *
 * @param id the kernel's number of it
 */
export function findConnection(listing: string, id: number): Connection | null {
  const line = listing.split('\n').find((text) => text.endsWith(` id=${String(id)}`));
  if (line === undefined) return null;
  const protocol = line.split(' ')[0] ?? '';
  // Both tuples have the same fields, the original one first.
  const [original = {}, reply = {}] = tuples(line);
  const [there, back] = [tupleOf(original), tupleOf(reply)];
  return there === null || back === null ? null : { protocol, original: there, reply: back };
}

type Fields = Record<string, string>;

function tuples(line: string): readonly Fields[] {
  const found: Fields[] = [];
  for (const [, key = '', value = ''] of line.matchAll(/(?:^| )(src|dst|sport|dport)=(\S+)/g)) {
    if (key === 'src') found.push({});
    const current = found.at(-1);
    if (current !== undefined) current[key] = value;
  }
  return found;
}

function tupleOf({ src, dst, sport, dport }: Fields): FlowTuple | null {
  if (src === undefined || dst === undefined) return null;
  return {
    ...{ src, dst },
    ...(sport === undefined ? {} : { sport: Number(sport) }),
    ...(dport === undefined ? {} : { dport: Number(dport) }),
  };
}
