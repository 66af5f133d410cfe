import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { bridgedMachine } from '../../electron/test/machines/bridged-machine';
import type { Sandbox } from '../../electron/test/machines/sandbox';

/** The address of the container `web` on its bridge. */
export const containerIp = '10.77.0.2';
/** The host's address on its uplink, towards `lan`. */
export const uplinkIp = '198.51.100.1';
/**
 * What `web` serves: iperf3, and HTTP by HAProxy, which answers faster than any proxy can request.
 */
export const containerPorts = { bulk: 5201, http: 8080 } as const;

/** Ports that clients connect from. Published ports are below them. */
const clientPorts = '30000 65535';

/** The machine of the kernel tests, with fast servers in its container `web`. */
export async function benchMachine(): Promise<Sandbox> {
  const machine = await bridgedMachine();
  for (const netns of [undefined, 'web', 'lan']) {
    const argv = ['sysctl', '-q', '-w', `net.ipv4.ip_local_port_range=${clientPorts}`];
    await machine.run(argv, { netns });
  }
  launchProgram(machine, ['iperf3', '--server', '--port', String(containerPorts.bulk)], 'web');
  await startHaproxy(machine, 'origin', originSettings, 'web');
  for (const port of Object.values(containerPorts)) await untilPortsListen(machine, port, 'web');
  return machine;
}

/** Starts a program that ends with the machine. Drops its standard output. */
export function launchProgram(
  machine: Sandbox,
  argv: readonly string[],
  netns?: string,
): ChildProcess {
  const [program, args] = machine.argv(argv, netns);
  // docker-proxy reports on file 3 how its start went, and then closes it.
  return spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
}

/** Starts HAProxy in the foreground, with its settings in a file of the machine. */
export async function startHaproxy(
  machine: Sandbox,
  name: string,
  settings: string,
  netns?: string,
): Promise<void> {
  const file = `/run/haproxy-${name}.cfg`;
  await machine.run(['tee', file], { input: settings });
  launchProgram(machine, ['haproxy', '-db', '-f', file], netns);
}

/**
 * Waits until a port, or every port of a range, has a listener, on the host or in a namespace. Does
 * not connect to them.
 */
export async function untilPortsListen(
  machine: Sandbox,
  ports: number | { readonly first: number; readonly count: number },
  netns?: string,
): Promise<void> {
  const { first, count } = typeof ports === 'number' ? { first: ports, count: 1 } : ports;
  const range = [
    'sport',
    '>=',
    `:${String(first)}`,
    'and',
    'sport',
    '<',
    `:${String(first + count)}`,
  ];
  for (let attempt = 0; attempt < 200; attempt++) {
    const { stdout } = await machine.run(['ss', '-Hltn', ...range], { netns });
    const listening = new Set(stdout.match(/:\d+(?=\s)/g));
    if (listening.size >= count) return;
    await delay(25);
  }
  throw new Error(`no program listens on port ${String(first)}`);
}

const originSettings = `
global
  maxconn 4000
  nbthread 1
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend origin
  bind :${String(containerPorts.http)} backlog 4096
  http-request return status 200 content-type text/plain string "served"
`;
