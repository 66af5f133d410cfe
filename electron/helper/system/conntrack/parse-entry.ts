import type { FlowTuple } from '#shared/model/flow';
import type { ConntrackEntry } from './conntrack-entry';
import { intern } from '../../util/intern';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Tuple = Writable<FlowTuple>;

const kinds: Readonly<Record<string, ConntrackEntry['kind']>> = {
  '[NEW]': 'new',
  '[UPDATE]': 'update',
  '[DESTROY]': 'destroy',
};

/**
 * Reads one line of `conntrack -E -o extended,id` or `conntrack -L -o extended,id` (conntrack-tools
 * `nfct_snprintf_conntrack_default`): `[KIND] FAMILY NUMBER PROTOCOL NUMBER [TIMEOUT] [STATE]`, both tuples with
 * flags between, and the id, which is the last `id=` because ICMP's tuples have one of their own.
 *
 * This is the hottest code of the inspector: it walks along the line once and makes no array of words.
 *
 * @returns null for a line of another form
 */
export function parseEntry(line: string): ConntrackEntry | null {
  let kind: ConntrackEntry['kind'] = 'listed';
  let protocol: string | undefined;
  let state: string | undefined;
  let replied = true;
  let id: number | undefined;
  let original: Tuple | undefined;
  let reply: Tuple | undefined;
  /** How many words came before the first tuple, the kind not counted. */
  let words = 0;

  for (let at = 0; at < line.length;) {
    let end = line.indexOf(' ', at);
    if (end < 0) end = line.length;
    if (end === at) {
      at += 1;
      continue;
    }
    const first = line.charCodeAt(at);
    const equals = first === openBracket ? -1 : line.indexOf('=', at);
    if (first === openBracket) {
      const flag = line.slice(at, end);
      if (words === 0) kind = kinds[flag] ?? kind;
      else if (flag === '[UNREPLIED]') replied = false;
    } else if (equals > 0 && equals < end) {
      switch (line.slice(at, equals)) {
        case 'src': {
          const tuple: Tuple = { src: intern(line.slice(equals + 1, end)), dst: '' };
          if (original === undefined) original = tuple;
          else reply ??= tuple;
          break;
        }
        case 'dst':
          (reply ?? original ?? nowhere).dst = intern(line.slice(equals + 1, end));
          break;
        case 'sport':
          (reply ?? original ?? nowhere).sport = numberAt(line, equals + 1, end);
          break;
        case 'dport':
          (reply ?? original ?? nowhere).dport = numberAt(line, equals + 1, end);
          break;
        case 'packets':
          (reply ?? original ?? nowhere).packets = numberAt(line, equals + 1, end);
          break;
        case 'bytes':
          (reply ?? original ?? nowhere).bytes = numberAt(line, equals + 1, end);
          break;
        case 'id':
          id = numberAt(line, equals + 1, end);
          break;
        default:
        // Marks, zones, labels and what else there may be say nothing about the way.
      }
    } else {
      words += 1;
      if (words === 3) protocol = wordAt(line, at, end);
      else if (words === 4 && protocol === 'unknown') protocol = wordAt(line, at, end);
      else if (words > 4 && !isDigit(first)) state = wordAt(line, at, end);
    }
    at = end + 1;
  }
  if (protocol === undefined || original === undefined || reply === undefined || id === undefined) {
    return null;
  }
  return { kind, id, protocol, state, original, reply, replied };
}

const openBracket = '['.charCodeAt(0);
const zero = '0'.charCodeAt(0);
/** Takes what stands before any tuple. */
const nowhere: Tuple = { src: '', dst: '' };

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}

function numberAt(line: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (line.charCodeAt(i) - zero);
  return value;
}

/** Protocols and states are few. */
function wordAt(line: string, start: number, end: number): string {
  return intern(line.slice(start, end));
}
