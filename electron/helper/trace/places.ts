import type { Reading } from '../observe/records/reading';
import { readSysctl } from '../system/sysctl';
import { endpointPath } from '../system/proc/namespace-path';
import type { Marks } from './marks';
import { hostNamespace } from './passes';
import type { TracePlace } from './tracer';

/**
 * Returns the namespaces in which packets are marked, without those that cannot be entered.
 *
 * @param hasBridges whether the host has bridges
 * @param namespaces the namespaces of endpoints, as read
 */
export async function placesOf(
  marks: Marks,
  hasBridges: boolean,
  namespaces: Reading['namespaces'],
): Promise<readonly TracePlace[]> {
  const bridged = hasBridges && !(await bridgesPassIptables());
  // Packets to the host itself leave the bridge, so the host's own chains report them.
  const bridgeMarks = marks.host.filter(
    ({ hook, dst }) => hook === 'prerouting' && dst !== 'local',
  );
  return [
    {
      namespace: hostNamespace,
      path: null,
      marks: marks.host,
      bridgeMarks: bridged ? bridgeMarks : undefined,
    },
    ...namespaces.flatMap((namespace): TracePlace[] => {
      const inside = marks.endpoints.get(namespace.id);
      const path = endpointPath(namespace);
      return inside === undefined || path === null
        ? []
        : [{ namespace: namespace.id, path, marks: inside }];
    }),
  ];
}

/**
 * Whether frames that a bridge forwards pass the rules of iptables, which then report them
 * (`net.bridge.bridge-nf-call-*`; the key does not exist until br_netfilter is loaded).
 */
async function bridgesPassIptables(): Promise<boolean> {
  const values = await Promise.all(
    ['iptables', 'ip6tables'].map((name) => readSysctl(`net.bridge.bridge-nf-call-${name}`)),
  );
  return values.every((value) => value === '1');
}
