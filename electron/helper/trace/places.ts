import type { Reading } from '../observe/records/reading';
import { readSysctl } from '../system/sysctl';
import { endpointPath } from '../system/proc/namespace-path';
import type { Marks } from './marks';
import { hostNamespace } from './passes';
import type { TracePlace } from './tracer';

/**
 * The namespaces in which packets are marked. One that cannot be entered is left out.
 *
 * @param hasBridges whether the host has any
 * @param namespaces those of endpoints, as they were read
 */
export async function placesOf(
  marks: Marks,
  hasBridges: boolean,
  namespaces: Reading['namespaces'],
): Promise<readonly TracePlace[]> {
  const bridged = hasBridges && !(await bridgesAskIptables());
  // What asks the host itself leaves the bridge, and is seen there.
  const bridgeMarks = marks.host.filter(
    ({ hook, dst }) => hook === 'prerouting' && dst !== 'local',
  );
  return [
    {
      ...{ namespace: hostNamespace, path: null, marks: marks.host },
      ...(bridged ? { bridgeMarks } : {}),
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
 * Whether frames that a bridge passes on go through the rules of iptables, and so are seen there
 * (`net.bridge.bridge-nf-call-*`; the key is not there as long as nothing asked for it).
 */
async function bridgesAskIptables(): Promise<boolean> {
  const values = await Promise.all(
    ['iptables', 'ip6tables'].map((name) => readSysctl(`net.bridge.bridge-nf-call-${name}`)),
  );
  return values.every((value) => value === '1');
}
