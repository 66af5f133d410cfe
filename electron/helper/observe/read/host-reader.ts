import type { HostSysctls, PortVlan } from '#shared/model/network';
import { ok } from '#shared/result/result';
import { bridgeVlans } from '../../system/ip/ip';
import type { NetworkReading } from '../../system/ip/parse-network';
import { readSmallFile } from '../../system/proc/read-proc';
import { inBatches } from '../../util/in-batches';
import type { InterfaceSysctls, Reading, Staleness, SysctlReading } from '../records/reading';
import { Part } from './parts/part';

/** Time limit for the VLANs, in milliseconds. */
const limit = 3_000;

/** Reads settings and VLANs of the host's own network. */
export class HostReader {
  readonly #sysctls = new SysctlReader();
  readonly #vlans = new Part<readonly PortVlan[]>('network', limit);

  get stale(): readonly Staleness[] {
    const { staleness } = this.#vlans;
    return staleness === undefined ? [] : [staleness];
  }

  async read({ links }: NetworkReading): Promise<Pick<Reading, 'sysctls' | 'vlans'>> {
    const filters = links.some(({ vlanFiltering }) => vlanFiltering === true);
    const vlans = filters ? await this.#vlans.read(bridgeVlans) : ok([]);
    return {
      sysctls: await this.#sysctls.read(links.map(({ name }) => name)),
      vlans: vlans.ok ? vlans.value : [],
    };
  }
}

/** Milliseconds after which the settings of interfaces, which send no events, are read again. */
const interfaceLifetime = 5_000;

/** Reads kernel settings of the helper's own network namespace. */
class SysctlReader {
  #interfaces: ReadonlyMap<string, InterfaceSysctls> = new Map();
  #readAt = -Infinity;

  /** @param names the existing interfaces */
  async read(names: readonly string[]): Promise<SysctlReading> {
    const isNew = names.some((name) => !this.#interfaces.has(name));
    if (isNew || performance.now() - this.#readAt >= interfaceLifetime) {
      this.#interfaces = await readInterfaces(names);
      this.#readAt = performance.now();
    }
    return { ...readHostSysctls(), interfaces: this.#interfaces };
  }
}

async function readInterfaces(
  names: readonly string[],
): Promise<ReadonlyMap<string, InterfaceSysctls>> {
  const read = new Map<string, InterfaceSysctls>();
  await inBatches(names, (name) => {
    read.set(name, {
      rpFilter: Number(value(`ipv4/conf/${name}/rp_filter`) ?? 0),
      routeLocalnet: value(`ipv4/conf/${name}/route_localnet`) === '1',
    });
  });
  return read;
}

function readHostSysctls(): HostSysctls {
  return {
    ipForward: value('ipv4/ip_forward') === '1',
    ip6Forward: flag('ipv6/conf/all/forwarding'),
    bridgeNfCallIptables: flag('bridge/bridge-nf-call-iptables'),
    bridgeNfCallIp6tables: flag('bridge/bridge-nf-call-ip6tables'),
    rpFilter: {
      all: Number(value('ipv4/conf/all/rp_filter') ?? 0),
      default: Number(value('ipv4/conf/default/rp_filter') ?? 0),
    },
    routeLocalnet: value('ipv4/conf/all/route_localnet') === '1',
  };
}

function flag(path: string): boolean | null {
  const text = value(path);
  return text === null ? null : text !== '0';
}

/** The value of a file below /proc/sys/net (ip-sysctl.rst); null when the kernel lacks it. */
function value(path: string): string | null {
  try {
    return readSmallFile(`/proc/sys/net/${path}`).trim();
  } catch {
    return null;
  }
}
