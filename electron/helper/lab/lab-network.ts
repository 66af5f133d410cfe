import { ok, type Result } from '#shared/result/result';
import { ip } from '../system/ip/ip';
import { run } from '../system/run';

/** A web server of a lab container. */
export interface LabServer {
  readonly address: string;
  readonly port: number;
}

export interface LabContainer {
  readonly name: string;
  readonly address: string;
  readonly servers: readonly LabServer[];
}

/** The containers of the lab. One server of c2 can only be reached from c2 itself. */
export const labContainers: readonly LabContainer[] = [
  { name: 'c1', address: '10.55.66.2', servers: [{ address: '0.0.0.0', port: 8000 }] },
  {
    name: 'c2',
    address: '10.55.66.3',
    servers: [
      { address: '0.0.0.0', port: 8080 },
      { address: '127.0.0.1', port: 9000 },
    ],
  },
  { name: 'c3', address: '10.55.66.4', servers: [{ address: '0.0.0.0', port: 3000 }] },
];

const labBridge = { name: 'hw0', address: '10.55.66.1' } as const;
/** The wire to the outside, with documentation addresses (RFC 5737, RFC 3849). */
const labUplink = {
  name: 'eth0',
  address: '192.0.2.1',
  client: '192.0.2.2',
  address6: '2001:db8::1',
  client6: '2001:db8::2',
} as const;

/**
 * Builds the lab: a host with an uplink to a client and a bridge with containers, as in a manual
 * setup of Docker's bridge network. As on a host with Docker, the default policy forwards nothing.
 */
export async function buildLabNetwork(): Promise<Result<void>> {
  const commands = [
    'link set lo up',
    'netns add client',
    `link add ${labUplink.name} type veth peer name eth0 netns client`,
    `address add ${labUplink.address}/24 dev ${labUplink.name}`,
    `link set ${labUplink.name} up`,
    '-n client link set lo up',
    `-n client address add ${labUplink.client}/24 dev eth0`,
    '-n client link set eth0 up',
    `route add default via ${labUplink.client}`,
    `link add ${labBridge.name} type bridge`,
    `address add ${labBridge.address}/24 dev ${labBridge.name}`,
    `link set ${labBridge.name} up`,
    ...labContainers.flatMap(containerCommands),
  ];
  for (const command of commands) {
    const done = await ip(command.split(' '));
    if (!done.ok) return done;
  }
  // Without IPv6 in the kernel the lab has IPv4 only.
  await ip(['address', 'add', `${labUplink.address6}/64`, 'dev', labUplink.name, 'nodad']);
  await ip(['-n', 'client', 'address', 'add', `${labUplink.client6}/64`, 'dev', 'eth0', 'nodad']);
  const policy = await run('iptables', ['-w', '5', '-P', 'FORWARD', 'DROP']);
  return policy.ok ? ok(undefined) : policy;
}

function containerCommands({ name, address }: LabContainer): readonly string[] {
  const wire = `veth-${name}`;
  return [
    `netns add ${name}`,
    `link add ${wire} type veth peer name eth0 netns ${name}`,
    `link set ${wire} master ${labBridge.name}`,
    `link set ${wire} up`,
    `-n ${name} link set lo up`,
    `-n ${name} address add ${address}/24 dev eth0`,
    `-n ${name} link set eth0 up`,
    `-n ${name} route add default via ${labBridge.address}`,
  ];
}
