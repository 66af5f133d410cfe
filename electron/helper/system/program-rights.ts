import type { Capability } from './capabilities';
import type { ProgramName } from './programs';

/** For programs that run another one in a network namespace. */
const entering: readonly Capability[] = [
  'SYS_ADMIN',
  'SYS_PTRACE',
  'DAC_READ_SEARCH',
  'SETPCAP',
  'NET_ADMIN',
  'NET_RAW',
];

/** The capabilities of programs that talk to the kernel about the network. */
const network: readonly Capability[] = ['NET_ADMIN'];
/** iptables-legacy uses a raw socket. */
const firewall: readonly Capability[] = ['NET_ADMIN', 'NET_RAW'];

const needed: Readonly<Record<ProgramName, readonly Capability[]>> = {
  ip: network,
  bridge: network,
  lsns: ['SYS_PTRACE'],
  xargs: entering,
  iptables: firewall,
  ip6tables: firewall,
  'iptables-save': firewall,
  'ip6tables-save': firewall,
  'iptables-restore': firewall,
  'ip6tables-restore': firewall,
  'iptables-nft-save': network,
  'ip6tables-nft-save': network,
  'iptables-legacy-save': firewall,
  'ip6tables-legacy-save': firewall,
  nft: network,
  nsenter: entering,
  unshare: entering,
  setpriv: [],
  mount: ['SYS_ADMIN'],
  modprobe: ['SYS_MODULE'],
  prlimit: ['SYS_RESOURCE'],
  conntrack: network,
};

/** The capabilities that a program needs for what the helper does with it. */
export function rightsOf(name: ProgramName, args: readonly string[]): readonly Capability[] {
  if (name !== 'ip') return needed[name];
  if (args.includes('monitor')) return ['NET_BROADCAST'];
  // It enters a named namespace, or makes one.
  return args[0] === '-n' || args.includes('netns') ? ['NET_ADMIN', 'SYS_ADMIN'] : network;
}

/**
 * The options of setpriv(1) that leave a program no other capabilities than these. It needs SETPCAP
 * for them.
 */
export function boundingOptions(capabilities: readonly Capability[]): readonly string[] {
  const kept = capabilities.map((capability) => `,+${capability.toLowerCase()}`);
  return ['--bounding-set', `-all${kept.join('')}`];
}
