import { assertNever } from '#shared/result/result';
import { familyOf, type Family } from '#shared/model/address';
import { traceTablePrefix } from '#shared/model/trace';

/**
 * Why a packet is followed:
 *
 * - `asked`: it is one of those that the trace is about
 * - `passed-on`: a proxy may have sent it, on behalf of one that was asked for
 * - `arrived`: it reached an endpoint, and may be one that the host has sent there
 */
export type Role = 'asked' | 'passed-on' | 'arrived';

/** Which packets are followed from one hook on. All conditions that are given must hold. */
export interface Mark {
  readonly hook: 'prerouting' | 'output';
  readonly role: Role;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Needed when addresses are given; else both families. */
  readonly family?: Family;
  /** Addresses or networks, each with a prefix or without. */
  readonly src?: readonly string[];
  /** The same, or `local` for every address of the namespace itself. */
  readonly dst?: readonly string[] | 'local';
  readonly sport?: number;
  readonly dport?: number;
  /** Only packets that open a TCP connection. */
  readonly opening?: boolean;
}

/** Packets a second that the kernel reports of one mark at most: more than this and it loses messages. */
const rateLimit = 100;

/** At −350 a chain is asked before those of everybody else (raw: −300), at 350 after them. */
const firstPriority = '-350';
const lastPriority = '350';

/** Each hook with a chain of ours: the first to be asked where packets are marked, else the last. */
export const ownHooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

/** The table's name of one trace; no other process of this machine makes one that is called so. */
export function ownTableName(pid: number, serial: number): string {
  return `${traceTablePrefix}${String(pid)}-${String(serial)}`;
}

/** The chain that holds the marks of a hook. */
const markChain = (hook: Mark['hook']) => `marks-${hook}`;

/** The hook that a chain of ours belongs to. */
export function ownHook(chain: string): (typeof ownHooks)[number] | undefined {
  return ownHooks.find((hook) => chain === hook || chain === `marks-${hook}`);
}

/**
 * The nft commands that make a trace's own table. It marks packets as soon as {@link startCommands} lead to its marks,
 * and changes nothing about them. Its base chains are empty: the kernel tells of packets that come so far, and how
 * they look there. The marks are made before somebody listens, since `nft monitor` prints only rules that it knows
 * from its start.
 *
 * @param table family and name: `inet`, or `bridge` for frames that a bridge passes on without asking iptables
 * @param count how many packets each mark reports at most. The kernel itself counts: one token a packet, and the
 *   next one after a week
 */
export function ownTableCommands(
  table: string,
  marks: readonly Mark[],
  count: number,
): readonly string[] {
  return [
    // The table goes with the process that made it, however that ends.
    `add table ${table} { flags owner; }`,
    ...ownHooks.map((hook) => {
      const priority = hook === 'prerouting' || hook === 'output' ? firstPriority : lastPriority;
      const base = `type filter hook ${hook} priority ${priority}; policy accept;`;
      return `add chain ${table} ${hook} { ${base} }`;
    }),
    ...markedHooks(marks).map((hook) => `add chain ${table} ${markChain(hook)}`),
    ...marks.flatMap((mark) =>
      conditions(mark).map(
        (text) =>
          `add rule ${table} ${markChain(mark.hook)} ${text} ${limits(mark, count)} meta nftrace set 1 comment "${mark.role}"`,
      ),
    ),
  ];
}

/** The nft commands that begin to mark packets: the kernel counts from here. */
export function startCommands(table: string, marks: readonly Mark[]): readonly string[] {
  return markedHooks(marks).map((hook) => `add rule ${table} ${hook} jump ${markChain(hook)}`);
}

function markedHooks(marks: readonly Mark[]): readonly Mark['hook'][] {
  return [...new Set(marks.map(({ hook }) => hook))];
}

function limits({ role }: Mark, count: number): string {
  // Others may ask the endpoint's port directly: their packets must not use up those of the trace.
  const most = role === 'arrived' ? 10 * count + 100 : count;
  const burst = Math.min(most, rateLimit);
  return `limit rate ${String(rateLimit)}/second burst ${String(burst)} packets limit rate 1/week burst ${String(most)} packets`;
}

/** The conditions of a mark as nft writes them; ICMP has one for each family. */
function conditions(mark: Mark): readonly string[] {
  const { protocol, family, src, dst, sport, dport, opening } = mark;
  const version = family === undefined ? '' : versionWord(family);
  const addresses = [
    ...(family === undefined ? [] : [`meta protocol ${version}`]),
    ...(src === undefined ? [] : [`${version} saddr { ${src.join(', ')} }`]),
    ...(dst === undefined
      ? []
      : [dst === 'local' ? 'fib daddr type local' : `${version} daddr { ${dst.join(', ')} }`]),
  ];
  const ports = [
    ...(sport === undefined ? [] : [`th sport ${String(sport)}`]),
    ...(dport === undefined ? [] : [`th dport ${String(dport)}`]),
  ];
  switch (protocol) {
    case 'tcp': {
      const syn = opening === true ? ['tcp flags & (syn | ack) == syn'] : [];
      return [[...addresses, 'meta l4proto tcp', ...ports, ...syn].join(' ')];
    }
    case 'udp':
      return [[...addresses, 'meta l4proto udp', ...ports].join(' ')];
    case 'icmp':
      return ([4, 6] as const)
        .filter((candidate) => family === undefined || family === candidate)
        .map((candidate) => [...addresses, icmp[candidate]].join(' '));
    default:
      return assertNever(protocol);
  }
}

/** Of ICMPv6 without neighbour discovery: errors and echo (RFC 4443). */
const icmp: Readonly<Record<Family, string>> = {
  4: 'meta l4proto icmp',
  6: 'meta l4proto ipv6-icmp icmpv6 type { 1, 2, 3, 4, 128, 129 }',
};

function versionWord(family: Family): string {
  return family === 4 ? 'ip' : 'ip6';
}

/** Addresses by their family; a prefix after the address does not matter. */
export function byFamily(addresses: readonly string[]): ReadonlyMap<Family, readonly string[]> {
  return new Map(
    ([4, 6] as const)
      .map((family) => [family, addresses.filter((one) => familyOf(one) === family)] as const)
      .filter(([, those]) => those.length > 0),
  );
}
