import type { Neighbour } from '#shared/model/network';
import { parseNeighbour } from './parse-neighbours';

/**
 * One line of `ip -oneline monitor all-nsid`: where something changed, and for neighbours also
 * what.
 */
export interface NetworkEvent {
  /** The id of the namespace as this one knows it; null for this one. */
  readonly nsid: number | null;
  readonly what:
    | { readonly kind: 'network' }
    | { readonly kind: 'namespaces' }
    | {
        readonly kind: 'neighbour';
        readonly address: string;
        readonly device: string;
        /** Its new state; undefined when it is gone or not worth showing. */
        readonly neighbour: Neighbour | undefined;
      };
}

const neighbourLine =
  /^(?:Deleted )?([0-9a-f.:]+) dev (\S+)(?: lladdr (\S+))?(?: +[a-z_]+)* +([A-Z]+)\s*$/;

/** Reads one line; undefined when it reports nothing relevant. */
export function parseMonitorLine(line: string): NetworkEvent | undefined {
  const match = /^\[nsid (current|[0-9]+)\](.*)$/.exec(line);
  if (match === null) return undefined;
  const [, where = '', text = ''] = match;
  const nsid = where === 'current' ? null : Number(where);
  if (/^(Deleted )?nsid /.test(text)) return { nsid, what: { kind: 'namespaces' } };
  // A bridge's forwarding table changes with every new sender.
  if (/^(Deleted )?dev \S+ lladdr /.test(text)) {
    return undefined;
  }
  const neighbour = neighbourLine.exec(text);
  if (neighbour === null) return { nsid, what: { kind: 'network' } };
  const [, address = '', device = '', mac, state = ''] = neighbour;
  const known = text.startsWith('Deleted')
    ? undefined
    : parseNeighbour(address, device, mac, state);
  return { nsid, what: { kind: 'neighbour', address, device, neighbour: known } };
}
