import { assertNever } from '#shared/result/result';
import { familyOf, type Family } from '#shared/model/address';

/**
 * Why a packet is traced:
 *
 * - `target`: the trace is about it
 * - `proxied`: a proxy may have sent it on behalf of a target
 * - `arrived`: it reached an endpoint, and the host may have sent it there
 */
export type Role = 'target' | 'proxied' | 'arrived';

/** Which packets are traced from one hook on. All given conditions must hold. */
export interface Mark {
  readonly hook: 'prerouting' | 'output';
  readonly role: Role;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** Required with addresses; otherwise both families match. */
  readonly family?: Family;
  /** Addresses or networks, with or without a prefix. */
  readonly src?: readonly string[];
  /** The same, or `local` for every address of the namespace itself. */
  readonly dst?: readonly string[] | 'local';
  readonly sport?: number;
  readonly dport?: number;
  /** Only packets that open a TCP connection. */
  readonly opening?: boolean;
}

/** Packets per second that the kernel reports for one mark. With more it loses messages. */
const rateLimit = 100;

/** At −350 a chain runs before those of all other programs (raw: −300), at 350 after them. */
const firstPriority = '-350';
const lastPriority = '350';

/** The hooks with one of our chains: it runs first where packets are marked, else last. */
export const ownHooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

/** The chain that holds the marks of a hook. */
const markChain = (hook: Mark['hook']) => `marks-${hook}`;

/** The hook of one of our chains. */
export function ownHook(chain: string): (typeof ownHooks)[number] | undefined {
  return ownHooks.find((hook) => chain === hook || chain === `marks-${hook}`);
}

/**
 * The nft commands that create a trace's own table. It marks packets once {@link startCommands}
 * jump to its marks, and changes nothing else about them. Its base chains are empty: they make the
 * kernel report the packets that get this far, with their headers. The marks are created before the
 * monitor starts, since `nft monitor` prints only rules that it knows from its start.
 *
 * @param table family and name: `inet`, or `bridge` for frames that a bridge forwards without
 *   passing them to iptables
 * @param count how many packets each mark reports at most. The kernel itself counts: one token per
 *   packet, and the next one after a week
 */
export function ownTableCommands(
  table: string,
  marks: readonly Mark[],
  count: number,
): readonly string[] {
  return [
    // The kernel removes the table with the process that created it, however that ends.
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
          `add rule ${table} ${markChain(mark.hook)} ${text} ${limits(mark, count)} ` +
          `meta nftrace set 1 comment "${mark.role}"`,
      ),
    ),
  ];
}

/** The nft commands that start marking packets. The kernel counts from here. */
export function startCommands(table: string, marks: readonly Mark[]): readonly string[] {
  return markedHooks(marks).map((hook) => `add rule ${table} ${hook} jump ${markChain(hook)}`);
}

function markedHooks(marks: readonly Mark[]): readonly Mark['hook'][] {
  return [...new Set(marks.map(({ hook }) => hook))];
}

function limits({ role }: Mark, count: number): string {
  // Other clients may connect to the endpoint's port directly. Their packets must not use up the
  // trace's limit.
  const most = role === 'arrived' ? 10 * count + 100 : count;
  const burst = Math.min(most, rateLimit);
  return (
    `limit rate ${String(rateLimit)}/second burst ${String(burst)} packets ` +
    `limit rate 1/week burst ${String(most)} packets`
  );
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

/** ICMPv6 without neighbour discovery: errors and echo (RFC 4443). */
const icmp: Readonly<Record<Family, string>> = {
  4: 'meta l4proto icmp',
  6: 'meta l4proto ipv6-icmp icmpv6 type { 1, 2, 3, 4, 128, 129 }',
};

function versionWord(family: Family): string {
  return family === 4 ? 'ip' : 'ip6';
}

/** Groups addresses by family. They may have a prefix. */
export function byFamily(addresses: readonly string[]): ReadonlyMap<Family, readonly string[]> {
  return new Map(
    ([4, 6] as const)
      .map((family) => [family, addresses.filter((text) => familyOf(text) === family)] as const)
      .filter(([, found]) => found.length > 0),
  );
}
