import type { Publication } from '#shared/model/publication';
import type { Bridge, Endpoint, HostInterface, Listener, Snapshot } from '#shared/model/snapshot';

export function listener(port: number, address = '0.0.0.0', process = 'node'): Listener {
  return { protocol: 'tcp', address, port, process, pid: 100 };
}

/** An endpoint on a bridge, or on none. All `ports` listen on every address. */
export function endpoint(
  name: string,
  bridge: string | null,
  ports: readonly (number | Listener)[] = [8000],
  address = '10.55.66.2/24',
): Endpoint {
  return {
    id: `netns:${name}`,
    name,
    runtime: 'netns',
    state: 'running',
    interfaces:
      bridge === null
        ? []
        : [
            {
              name: 'eth0',
              mac: '02:00:00:00:00:02',
              addresses: [address],
              up: true,
              bridge,
              hostPeer: `veth-${name}`,
            },
          ],
    listeners: ports.map((port) => (typeof port === 'number' ? listener(port) : port)),
  };
}

export function bridge(name: string): Bridge {
  return {
    name,
    addresses: ['10.55.66.1/24'],
    ports: [],
    up: true,
    masquerade: true,
    forwarded: true,
    origin: 'portolan',
  };
}

export function hostInterface(name: string, changes: Partial<HostInterface> = {}): HostInterface {
  return {
    name,
    index: 2,
    mac: '02:00:00:00:00:01',
    kind: 'physical',
    up: true,
    mtu: 1500,
    addresses: [],
    uplink: false,
    ...changes,
  };
}

export function publication(
  hostPort: number,
  target: Endpoint,
  containerPort = 8000,
  changes: Partial<Publication> = {},
): Publication {
  return {
    id: `p${String(hostPort)}`,
    origin: 'portolan',
    protocol: 'tcp',
    hostIp: '*',
    hostPort,
    endpoint: { id: target.id, name: target.name },
    containerIp: '10.55.66.2',
    containerPort,
    dnat: true,
    proxy: true,
    state: 'active',
    ...changes,
  };
}

const c1 = endpoint('c1', 'hw0', [8000]);
const c2 = endpoint('c2', 'hw0', [8080, listener(9000, '127.0.0.1')], '10.55.66.3/24');
const c3 = endpoint('c3', 'hw0', [3000], '10.55.66.4/24');

export function snapshotOf(parts: Partial<Omit<Snapshot, 'host'>> = {}): Snapshot {
  return {
    revision: 1,
    host: {
      hostname: 'lab',
      interfaces: [
        hostInterface('lo', { index: 1, kind: 'loopback', addresses: ['127.0.0.1/8'] }),
        hostInterface('eth0', { index: 2, addresses: ['192.0.2.1/24'], uplink: true }),
        hostInterface('hw0', { index: 3, kind: 'bridge', addresses: ['10.55.66.1/24'] }),
        hostInterface('veth-c1', { index: 4, kind: 'veth', bridge: 'hw0' }),
      ],
      ipForward: true,
      firewall: { backend: 'nft', forwardPolicy: 'DROP' },
      listeners: [],
    },
    bridges: [bridge('hw0')],
    endpoints: [c1, c2, c3],
    publications: [],
    attachments: [],
    ...parts,
  };
}

/** The lab: bridge `hw0` with `c1`, `c2` and `c3`, and 2345 published to port 8000 of `c1`. */
export const sampleSnapshot: Snapshot = snapshotOf({ publications: [publication(2345, c1)] });
