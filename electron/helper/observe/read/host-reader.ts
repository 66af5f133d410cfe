import type { PortVlan } from '#shared/model/network';
import { ok, type Result } from '#shared/result/result';
import { bridgeVlans } from '../../system/ip/bridge';
import { SysctlReader } from './host-sysctls';
import { parseVlans } from '../../system/ip/parse-vlans';
import type { NetworkReading } from '../../system/ip/parse-network';
import { Part } from './part';
import type { Reading, Staleness } from '../records/reading';

/** How long the VLANs may take, in milliseconds. */
const limit = 3_000;

/** Reads what belongs to the host's own network beside its links, addresses and routes. */
export class HostReader {
  readonly #sysctls = new SysctlReader();
  readonly #vlans = new Part<readonly PortVlan[]>('network', limit);

  get stale(): readonly Staleness[] {
    const { staleness } = this.#vlans;
    return staleness === undefined ? [] : [staleness];
  }

  async read({ links }: NetworkReading): Promise<Pick<Reading, 'sysctls' | 'vlans'>> {
    const filters = links.some(({ vlanFiltering }) => vlanFiltering === true);
    const vlans = filters ? await this.#vlans.read(readVlans) : ok([]);
    return {
      sysctls: await this.#sysctls.read(links.map(({ name }) => name)),
      vlans: vlans.ok ? vlans.value : [],
    };
  }
}

async function readVlans(): Promise<Result<readonly PortVlan[]>> {
  const text = await bridgeVlans();
  return text.ok ? ok(parseVlans(text.value)) : text;
}
