import type { Sandbox } from './sandbox';

/**
 * Makes the wire between the host and `web` lose and reorder packets, towards both. Where the
 * kernel has netem, it does so; elsewhere a rule drops some packets and sends others through a slow
 * queue, past which later ones go.
 */
export async function spoilWire(machine: Sandbox): Promise<void> {
  const ends = [
    { interface: 'v-web', netns: undefined },
    { interface: 'eth0', netns: 'web' },
  ] as const;
  for (const { interface: name, netns } of ends) {
    const run = async (argv: string) => {
      const place = netns === undefined ? {} : { netns };
      const { code, stderr } = await machine.run(argv.split(' '), place);
      return code === 0 ? null : stderr;
    };
    const must = async (argv: string) => {
      const failure = await run(argv);
      if (failure !== null) throw new Error(`${argv}: ${failure}`);
    };
    // Packets of the size of the wire, not of many at once.
    await must(`ip link set dev ${name} gso_max_segs 1`);
    if ((await run(`tc qdisc add dev ${name} root ${netem}`)) === null) continue;
    await must(`tc qdisc add dev ${name} root handle 1: htb default 10`);
    await must(`tc class add dev ${name} parent 1: classid 1:10 htb rate 10gbit`);
    await must(`tc class add dev ${name} parent 1: classid 1:20 htb rate 50mbit`);
    await must('nft add table inet wire');
    await must('nft add chain inet wire out { type filter hook postrouting priority 0 ; }');
    const out = `nft add rule inet wire out oifname`;
    const where = netns === undefined ? 'br0' : name;
    await must(`${out} ${where} meta l4proto tcp numgen random mod 100 < 1 drop`);
    await must(`${out} ${where} meta l4proto tcp numgen random mod 100 < 3 meta priority set 1:20`);
  }
}

const netem = 'netem loss 1% delay 2ms 1ms reorder 10% 50%';

/** How many segments were sent again, and how many came out of order, in a namespace so far. */
export async function troubles(
  machine: Sandbox,
  netns?: string,
): Promise<{ readonly again: number; readonly outOfOrder: number }> {
  const argv = ['cat', '/proc/net/snmp', '/proc/net/netstat'];
  const { stdout } = await machine.run(argv, netns === undefined ? {} : { netns });
  const counter = (group: string, name: string) => {
    const [names, values] = stdout
      .split('\n')
      .filter((line) => line.startsWith(`${group}: `))
      .map((line) => line.split(' '));
    return Number(values?.[names?.indexOf(name) ?? -1]);
  };
  return { again: counter('Tcp', 'RetransSegs'), outOfOrder: counter('TcpExt', 'TCPOFOQueue') };
}
