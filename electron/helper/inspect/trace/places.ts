import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { join } from 'node:path';
import { namedNamespaceFolder } from '../../collectors/namespaces';
import { readSysctl } from '../../exec/sysctl';
import type { Marks } from './marks';
import { hostNamespace } from './passes';
import type { TracePlace } from './tracer';

/** A file that stands for an endpoint's network namespace; null when it has none now. */
export function namespaceFile({ namespace, pid }: Endpoint): string | null {
  if (namespace !== undefined) return join(namedNamespaceFolder, namespace);
  return pid === undefined ? null : `/proc/${String(pid)}/ns/net`;
}

/** The namespaces in which packets are marked. One that cannot be entered is left out. */
export async function placesOf(
  marks: Marks,
  snapshot: Pick<Snapshot, 'endpoints' | 'bridges'>,
): Promise<readonly TracePlace[]> {
  const bridged = snapshot.bridges.length > 0 && !(await bridgesAskIptables());
  // What asks the host itself leaves the bridge, and is seen there.
  const bridgeMarks = marks.host.filter(
    ({ hook, dst }) => hook === 'prerouting' && dst !== 'local',
  );
  return [
    {
      ...{ namespace: hostNamespace, path: null, marks: marks.host },
      ...(bridged ? { bridgeMarks } : {}),
    },
    ...snapshot.endpoints.flatMap((endpoint): TracePlace[] => {
      const inside = marks.endpoints.get(endpoint.id);
      const path = namespaceFile(endpoint);
      return inside === undefined || path === null
        ? []
        : [{ namespace: endpoint.id, path, marks: inside }];
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
