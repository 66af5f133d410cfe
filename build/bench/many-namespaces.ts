import { Sandbox } from '../../electron/test/machines/sandbox';

/** How many namespaces one script creates, so that it ends within the sandbox's time limit. */
const perScript = 100;

/** A namespace that acts as a container. */
export interface BenchContainer {
  readonly name: string;
  readonly address: string;
}

/**
 * A machine whose containers are bare namespaces: each has a wire to one of the bridges, an
 * address, a default route, and a process that listens on port 8000.
 */
export async function manyNamespaces(
  containers: number,
  bridges: number,
): Promise<{ readonly machine: Sandbox; readonly containers: readonly BenchContainer[] }> {
  const machine = await Sandbox.open();
  try {
    return { machine, containers: await populate(machine, containers, bridges) };
  } catch (error) {
    await machine.close();
    throw error;
  }
}

async function populate(
  machine: Sandbox,
  containers: number,
  bridges: number,
): Promise<readonly BenchContainer[]> {
  const nets = Array.from({ length: bridges }, (_, i) => i);
  await script(
    machine,
    nets.flatMap((i) => [
      `ip link add ${bridge(i)} type bridge`,
      `ip address add 10.${String(100 + i)}.0.1/16 dev ${bridge(i)}`,
      `ip link set ${bridge(i)} up`,
    ]),
  );
  const made = Array.from({ length: containers }, (_, i) => containerOf(i, bridges));
  for (let first = 0; first < made.length; first += perScript) {
    const some = made.slice(first, first + perScript);
    await script(
      machine,
      some.flatMap(({ commands }) => commands),
    );
  }
  return made;
}

function containerOf(i: number, bridges: number): BenchContainer & { commands: readonly string[] } {
  const name = `c${String(i)}`;
  const net = String(100 + (i % bridges));
  const address = `10.${net}.${String(1 + Math.floor(i / bridges / 250))}.${String(1 + (Math.floor(i / bridges) % 250))}`;
  const inside = [
    'link set lo up',
    `address add ${address}/16 dev eth0`,
    'link set eth0 up',
    `route add default via 10.${net}.0.1`,
  ];
  return {
    name,
    address,
    commands: [
      `ip netns add ${name}`,
      `ip link add v-${name} type veth peer name eth0 netns ${name}`,
      `ip link set v-${name} master ${bridge(i % bridges)}`,
      `ip link set v-${name} up`,
      `printf '${inside.join('\\n')}\\n' | ip -n ${name} -batch -`,
      `nsenter --net=/run/netns/${name} busybox httpd -f -p 8000 </dev/null >/dev/null 2>&1 &`,
    ],
  };
}

const bridge = (i: number) => `br${String(i)}`;

async function script(machine: Sandbox, lines: readonly string[]): Promise<void> {
  const { code, stderr } = await machine.run(['sh', '-es'], { input: `${lines.join('\n')}\n` });
  if (code !== 0) throw new Error(`the namespaces could not be created: ${stderr}`);
}
