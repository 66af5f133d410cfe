import type { HostInterface } from '#shared/model/snapshot';
import type { Place, Wires } from './wires';

/** What the snapshot tells of an interface wherever it is. */
export function linkRecord(
  place: Place,
  wires: Wires,
): Pick<HostInterface, 'kind' | 'up' | 'running' | 'mtu' | 'peer' | 'parent' | 'vlan' | 'mode'> {
  const { kind, up, running, mtu, vlan, mode } = place.link;
  const peer = wires.peerOf(place);
  const parent = wires.parentOf(place);
  return {
    ...{ kind, up, running, mtu },
    ...(peer === undefined ? {} : { peer }),
    ...(parent === undefined ? {} : { parent }),
    ...(vlan === undefined ? {} : { vlan }),
    ...(mode === undefined ? {} : { mode }),
  };
}
