/** One direction of a tracked connection. */
export interface Tuple {
  readonly src: string;
  readonly dst: string;
  readonly sport: number;
  readonly dport: number;
}

export interface TrackedTuples {
  readonly original: Tuple;
  readonly reply: Tuple;
}

const tuple = /src=(\S+) dst=(\S+) sport=([0-9]+) dport=([0-9]+)/g;

/** Reads both directions of each connection that `conntrack -L` prints; those without ports are left out. */
export function parseTuples(text: string): readonly TrackedTuples[] {
  return text.split('\n').flatMap((line): TrackedTuples[] => {
    const [original, reply] = [...line.matchAll(tuple)].map((match) => ({
      ...{ src: match[1] ?? '', dst: match[2] ?? '' },
      ...{ sport: Number(match[3]), dport: Number(match[4]) },
    }));
    return original === undefined || reply === undefined ? [] : [{ original, reply }];
  });
}
