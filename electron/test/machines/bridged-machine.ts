import { helperBundle, Sandbox, untilAnswered } from './sandbox';

/**
 * Makes a host with an uplink to `lan`, a bridge `br0` with the containers `web` and `peer`, and a
 * web server on port 8000 of `web`.
 */
export async function bridgedMachine(options?: {
  readonly privileged?: boolean;
}): Promise<Sandbox> {
  const sandbox = await Sandbox.open(options);
  await sandbox.commands(`
    ip netns add lan
    ip netns add web
    ip netns add peer
    ip link add up0 type veth peer name eth0 netns lan
    ip address add 198.51.100.1/24 dev up0
    ip link set up0 up
    ip -n lan address add 198.51.100.2/24 dev eth0
    ip -n lan link set eth0 up
    ip link add br0 type bridge
    ip address add 10.77.0.1/24 dev br0
    ip link set br0 up
    ${container('web', '10.77.0.2')}
    ${container('peer', '10.77.0.3')}
  `);
  sandbox.start([process.execPath, helperBundle, 'lab-web', 'web', '0.0.0.0', '8000'], 'web');
  await untilAnswered(sandbox, 'http://10.77.0.2:8000');
  return sandbox;
}

/** Returns a client that connects to a URL once, from the host or from a named namespace. */
export const connectTo = (url: string, netns?: string) => (machine: Sandbox) =>
  machine.fetch(url, netns, 1);

/** Connects from `lan` to port 2345 of a {@link bridgedMachine}. */
export const fromLan = connectTo('http://198.51.100.1:2345', 'lan');

/**
 * Gives the uplink, `lan`, the bridge and `web` of a {@link bridgedMachine} IPv6 addresses that
 * hold at once.
 */
export function giveIpv6(machine: Sandbox): Promise<void> {
  return machine.commands(`
    ip address add 2001:db8:51::1/64 dev up0 nodad
    ip -n lan address add 2001:db8:51::2/64 dev eth0 nodad
    ip address add fd00:77::1/64 dev br0 nodad
    ip -n web address add fd00:77::2/64 dev eth0 nodad
    ip -n web -6 route add default via fd00:77::1
  `);
}

/** Has `web` of a machine with IPv6 serve port 8006 by both families as well. */
export async function serveBothFamilies(machine: Sandbox): Promise<void> {
  machine.start([process.execPath, helperBundle, 'lab-web', 'web', '::', '8006'], 'web');
  await untilAnswered(machine, 'http://[fd00:77::2]:8006');
}

function container(name: string, address: string): string {
  return `
    ip link add v-${name} type veth peer name eth0 netns ${name}
    ip link set v-${name} master br0
    ip link set v-${name} up
    ip -n ${name} link set lo up
    ip -n ${name} address add ${address}/24 dev eth0
    ip -n ${name} link set eth0 up
    ip -n ${name} route add default via 10.77.0.1`;
}
