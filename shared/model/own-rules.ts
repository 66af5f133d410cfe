import type { Family } from './address';

/** A jump from a built-in chain into one of Portolan's, as the planner writes it. */
export interface OwnJump {
  readonly table: string;
  /** The built-in chain. */
  readonly chain: string;
  /** Portolan's chain. */
  readonly target: string;
  /** What follows `-A CHAIN`, in the order of iptables-save. */
  readonly words: readonly string[];
}

/** The chains that Portolan writes, by table. A chain of another name or table is not Portolan's. */
const ownChains: ReadonlyMap<string, readonly string[]> = new Map([
  ['nat', ['PORTOLAN-DNAT', 'PORTOLAN-SNAT']],
  ['filter', ['PORTOLAN-FORWARD']],
  ['raw', ['PORTOLAN-GUARD']],
]);

/** The tables in which Portolan has chains. */
export const ownTableNames: readonly string[] = [...ownChains.keys()];

const local = ['-m', 'addrtype', '--dst-type', 'LOCAL'];
const comment = ['-m', 'comment', '--comment', 'portolan:jump'];

function jump(
  table: string,
  chain: string,
  target: string,
  conditions: readonly string[] = [],
): OwnJump {
  return { table, chain, target, words: [...conditions, ...comment, '-j', target] };
}

function jumpsExcept(loopback: string): readonly OwnJump[] {
  return [
    jump('nat', 'PREROUTING', 'PORTOLAN-DNAT', local),
    jump('nat', 'OUTPUT', 'PORTOLAN-DNAT', ['!', '-d', loopback, ...local]),
    jump('nat', 'POSTROUTING', 'PORTOLAN-SNAT'),
    jump('filter', 'FORWARD', 'PORTOLAN-FORWARD'),
    jump('raw', 'PREROUTING', 'PORTOLAN-GUARD'),
  ];
}

/**
 * The jumps into Portolan's chains, by family. A jump that a later version words differently must
 * stay recognised: a crash of this version may leave it behind.
 */
export const ownJumps: Readonly<Record<Family, readonly OwnJump[]>> = {
  4: jumpsExcept('127.0.0.0/8'),
  6: jumpsExcept('::1/128'),
};

const jumpsOfBoth = [...ownJumps[4], ...ownJumps[6]];

/** Whether Portolan writes a chain. The table is needed: others may use the same name elsewhere. */
export function isOwnChain(table: string, chain: string): boolean {
  return ownChains.get(table)?.includes(chain) === true;
}

/**
 * Whether a rule is a jump that Portolan writes: the same words in the same built-in chain. A rule
 * that only has our comment, or only leads to our chain, is not.
 *
 * @param words what follows `-A CHAIN`
 */
export function isOwnJump(table: string, chain: string, words: readonly string[]): boolean {
  return jumpsOfBoth.some(
    (own) =>
      own.table === table &&
      own.chain === chain &&
      own.words.length === words.length &&
      own.words.every((word, i) => word === words[i]),
  );
}
