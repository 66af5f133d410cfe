import type { FlowTuple } from '#shared/model/flow';
import type { ConntrackEntry } from './conntrack-entry';

/** Returns one string for all equal ones. */
export interface Interner {
  intern(text: string): string;
}

/** For texts that are dropped soon. */
const noPool: Interner = { intern: (text) => text };

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Tuple = Writable<FlowTuple>;

const kinds: Readonly<Record<string, ConntrackEntry['kind']>> = {
  '[NEW]': 'new',
  '[UPDATE]': 'update',
  '[DESTROY]': 'destroy',
};

/**
 * Reads one line of `conntrack -E -o extended,id` or `conntrack -L -o extended,id` (conntrack-tools
 * `nfct_snprintf_conntrack_default`): `[KIND] FAMILY NUMBER PROTOCOL NUMBER [TIMEOUT] [STATE]`,
 * both tuples with flags between, and the id. The id is the last `id=`, because ICMP tuples have
 * their own.
 *
 * This is the hottest code of the flow inspector: it scans the line once and allocates no array of
 * words.
 *
 * @param pool stores addresses, protocols and states once for all entries that the caller keeps
 * @returns null for a line of another form
 */
export function parseEntry(line: string, pool: Interner): ConntrackEntry | null {
  let kind: ConntrackEntry['kind'] = 'listed';
  let protocol: string | undefined;
  let state: string | undefined;
  let replied = true;
  let id: number | undefined;
  let original: Tuple | undefined;
  let reply: Tuple | undefined;
  /** The tuple that the fields belong to. */
  let current: Tuple | undefined;
  /** The number of words before the first tuple, the kind not counted. */
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
          current = { src: pool.intern(line.slice(equals + 1, end)), dst: '' };
          if (original === undefined) original = current;
          else reply ??= current;
          break;
        }
        case 'dst':
          if (current !== undefined) current.dst = pool.intern(line.slice(equals + 1, end));
          break;
        case 'sport':
          if (current !== undefined) current.sport = numberAt(line, equals + 1, end);
          break;
        case 'dport':
          if (current !== undefined) current.dport = numberAt(line, equals + 1, end);
          break;
        case 'packets':
          if (current !== undefined) current.packets = numberAt(line, equals + 1, end);
          break;
        case 'bytes':
          if (current !== undefined) current.bytes = numberAt(line, equals + 1, end);
          break;
        case 'id':
          id = numberAt(line, equals + 1, end);
          break;
        default:
        // Marks, zones, labels and others do not describe the path.
      }
    } else {
      words += 1;
      if (words === 3) protocol = pool.intern(line.slice(at, end));
      else if (words === 4 && protocol === 'unknown') protocol = pool.intern(line.slice(at, end));
      else if (words > 4 && !isDigit(first)) state = pool.intern(line.slice(at, end));
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

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}

function numberAt(line: string, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) value = value * 10 + (line.charCodeAt(i) - zero);
  return value;
}

/** Reads a whole listing of `conntrack -L -o extended,id`. Skips lines of another form. */
export function parseEntries(text: string): readonly ConntrackEntry[] {
  return text.split('\n').flatMap((line) => parseEntry(line, noPool) ?? []);
}
