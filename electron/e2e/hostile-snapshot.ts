import { snapshotSchema, type Snapshot } from '#shared/model/snapshot';

const interfaces = (name: string, bridge: string) => [
  {
    name,
    mac: '02:00:00:00:00:02',
    addresses: ['10.55.66.2/24'],
    kind: 'veth',
    up: true,
    mtu: 1500,
    bridge,
    hostPeer: 'veth0',
    peer: { name: 'veth0', endpoint: 'docker:2' },
    parent: { name: 'hw0' },
    vlan: 7,
    mode: 'bridge',
  },
];
const listener = {
  protocol: 'tcp',
  address: '0.0.0.0',
  port: 8000,
  process: 'node',
  pid: 7,
  uid: 0,
  container: 'web',
} as const;
const route = {
  family: 'ipv4',
  destination: 'default',
  gateway: '10.55.66.1',
  device: 'eth0',
  source: '10.55.66.2',
  metric: 1,
  table: 'main',
  type: 'unreachable',
} as const;
const neighbour = { address: '10.55.66.1', device: 'eth0', mac: '02:0a', state: 'known' } as const;
const reason = { key: 'text.sentences', values: { before: 'first', next: 'second' } };
const endpointName = { id: 'docker:1', name: 'web' };

/** A snapshot with every field that a snapshot may have. */
export const fullSnapshot: Snapshot = snapshotSchema.parse({
  revision: 7,
  host: {
    hostname: 'far',
    interfaces: [
      { ...interfaces('hw0', 'br0')[0], index: 2, uplink: true, rpFilter: 1, routeLocalnet: true },
    ],
    ipForward: true,
    firewall: { backend: 'nft', forwardPolicy: 'DROP', forwardPolicy6: 'ACCEPT' },
    routes: [route],
    neighbours: [neighbour],
    listeners: [listener],
    containers: [{ id: '9', name: 'web', runtime: 'docker', state: 'running', image: 'image' }],
  },
  bridges: [
    {
      name: 'br0',
      addresses: ['10.55.66.1/24'],
      ports: ['veth0'],
      up: true,
      vlanFiltering: true,
      vlans: [{ port: 'veth0', id: 1, pvid: true, untagged: true }],
      masquerade: true,
      forwarded: true,
      origin: 'portolan',
    },
  ],
  endpoints: [
    {
      ...endpointName,
      names: ['web', 'sidecar'],
      runtime: 'docker',
      state: 'running',
      namespace: 'named',
      image: 'image',
      project: 'project',
      labels: { label: 'value' },
      health: 'healthy',
      networks: [{ name: 'net', address: '10.0.0.2', address6: 'fd00::2', gateway: '10.0.0.1' }],
      pid: 7,
      holder: { pid: 7, process: 'sleep' },
      interfaces: interfaces('eth0', 'br0'),
      defaultRoute: '10.55.66.1',
      defaultRoute6: 'fd00::1',
      routes: [route],
      neighbours: [neighbour],
      listeners: [listener],
    },
  ],
  publications: [
    {
      id: 'tcp-2345',
      origin: 'portolan',
      protocol: 'tcp',
      hostIp: '*',
      hostPort: 2345,
      endpoint: endpointName,
      containerIp: '10.55.66.2',
      containerPort: 8000,
      dnat: true,
      proxy: true,
      forward: true,
      masquerade: true,
      state: 'degraded',
      reason,
    },
  ],
  attachments: [
    {
      id: 'veth1',
      bridge: 'br0',
      endpoint: endpointName,
      interface: 'eth1',
      address: '10.55.66.3/24',
      state: 'failed',
      reason,
    },
  ],
  stale: [{ part: 'docker', reason: 'late', since: '2026-01-02T03:04:05.000Z' }],
});

/**
 * A snapshot as a file may hold it, with a text in place of every other one that is free: names,
 * ids, addresses, labels and their names, reasons.
 */
export function filledWith(text: string): unknown {
  const snapshot = JSON.parse(JSON.stringify(fullSnapshot)) as Record<string, unknown>;
  const fill = (parent: Record<string, unknown>): void => {
    for (const [name, value] of Object.entries(parent)) {
      if (typeof value === 'object' && value !== null) fill(value as Record<string, unknown>);
      if (typeof value !== 'string') continue;
      parent[name] = text;
      if (!snapshotSchema.safeParse(snapshot).success) parent[name] = value;
    }
    if ('labels' in parent) parent['labels'] = { [text]: text };
  };
  fill(snapshot);
  return snapshot;
}
