import { hostStack, isLocal, sourceAddress, type Facts } from './facts';
import type { Firewall } from './netfilter';

/** The rules of a machine, with the addresses of its interfaces, which some of them ask for. */
export function firewallOf(facts: Facts): Firewall {
  return {
    tables: facts.tables,
    isLocal: (address) => isLocal(facts, address),
    masqueradeAs: ({ oif, dst }) =>
      oif === null ? undefined : sourceAddress(hostStack(facts), { device: oif }, dst),
    redirectTo: ({ iif, family }) =>
      iif === null
        ? family === 4
          ? '127.0.0.1'
          : '::1'
        : sourceAddress(hostStack(facts), { device: iif }, family === 4 ? '0.0.0.0' : '::'),
  };
}
