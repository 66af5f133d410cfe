import type { Sandbox } from '../../electron/test/machines/sandbox';
import type { Benchmark } from './benchmark';
import { BenchHelper, memoryOf } from './bench-helper';
import { loads } from './loads';
import {
  benchMachine,
  containerIp,
  launchProgram,
  startHaproxy,
  untilPortsListen,
  uplinkIp,
} from './bench-machine';
import { median, table } from './statistics';

/** How many publications one request creates. */
const requested = [1, 100, 1_000] as const;
/** How many docker-proxies are started at most; figures for more are extrapolated. */
const mostProxies = 100;
/** How many publications exist while new connections are counted. */
const ruled = [1, 1_000, 10_000] as const;

const firstHostPort = 10_000;
const firstPeerPort = 5_000;
const firstContainerPort = 20_000;
/** How many ports of a range one request takes at most. */
const portsPerRequest = 1_000;

/**
 * Measures what many publications cost: time and memory of the helper compared with docker-proxy's
 * processes, and the rate of new connections to the last publication by its DNAT rule.
 */
export const benchScale: Benchmark = async ({ rounds = 3, runtime }) => {
  const costs = new Map<number, Cost[]>();
  const rates = new Map<number, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const count of requested) add(costs, count, await costOf(count, runtime));
    for (const count of ruled) add(rates, count, await rateToLast(count, runtime));
  }
  console.log(`Publishing in one request, medians of ${String(rounds)} rounds:\n`);
  console.log(costTable(costs));
  console.log('\nNew connections to the last publication, by its DNAT rule:\n');
  console.log(
    table([
      ['publications', 'connections'],
      ...[...rates].map(([count, values]) => [
        String(count),
        `${(median(values) / 1e3).toFixed(1)} k/s`,
      ]),
    ]),
  );
};

interface Cost {
  /** Milliseconds until the command line's answer, including its own start. */
  readonly time: number;
  /** Growth of the helper's memory, in bytes. */
  readonly memory: number;
  /** The same for docker-proxy's processes. */
  readonly peerTime: number;
  readonly peerMemory: number;
}

async function costOf(count: number, runtime: string): Promise<Cost> {
  const machine = await benchMachine();
  try {
    const helper = await BenchHelper.start(machine, runtime);
    const before = await helper.memory();
    const start = performance.now();
    await helper.cli('publish', 'web', range(0, count));
    const time = performance.now() - start;
    const memory = (await helper.memory()) - before;
    return { time, memory, ...(await dockerProxies(machine, count)) };
  } finally {
    await machine.close();
  }
}

/** Starts as many docker-proxies on other ports, and waits until all of them listen. */
async function dockerProxies(machine: Sandbox, count: number) {
  const started = Math.min(count, mostProxies);
  const start = performance.now();
  for (let i = 0; i < started; i++) {
    launchProgram(machine, [
      'docker-proxy',
      '-proto',
      'tcp',
      '-host-ip',
      '127.0.0.1',
      '-host-port',
      String(firstPeerPort + i),
      '-container-ip',
      containerIp,
      '-container-port',
      '8000',
    ]);
  }
  await untilPortsListen(machine, { first: firstPeerPort, count: started });
  const time = performance.now() - start;
  const { stdout } = await machine.run(['pgrep', '-x', 'docker-proxy']);
  const pids = stdout.trim().split('\n').map(Number);
  const factor = count / started;
  return { peerTime: time * factor, peerMemory: (await memoryOf(machine, pids)) * factor };
}

/** New connections per second from another machine to the last of `count` publications. */
async function rateToLast(count: number, runtime: string): Promise<number> {
  const machine = await benchMachine();
  try {
    const helper = await BenchHelper.start(machine, runtime);
    for (let first = 0; first < count; first += portsPerRequest) {
      const size = Math.min(portsPerRequest, count - first);
      await helper.cli('publish', 'web', `0.0.0.0:${range(first, size)}`);
    }
    const last = count - 1;
    await startHaproxy(machine, 'last', lastServer(firstContainerPort + last), 'web');
    await untilPortsListen(machine, firstContainerPort + last, 'web');
    const connections = loads.find(({ name }) => name === 'new connections');
    if (connections === undefined) throw new Error('no such load');
    const http = firstHostPort + last;
    return await connections.measure(machine, {
      name: 'last',
      ip: uplinkIp,
      ports: { bulk: http, http },
      from: 'lan',
    });
  } finally {
    await machine.close();
  }
}

function range(first: number, count: number): string {
  const ports = (start: number) =>
    count === 1
      ? String(start + first)
      : `${String(start + first)}-${String(start + first + count - 1)}`;
  return `${ports(firstHostPort)}:${ports(firstContainerPort)}`;
}

const lastServer = (port: number) => `
global
  maxconn 4000
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend last
  bind :${String(port)} backlog 4096
  http-request return status 200 content-type text/plain string "served"
`;

function costTable(costs: ReadonlyMap<number, readonly Cost[]>): string {
  const of = (values: readonly Cost[], field: keyof Cost) =>
    median(values.map((cost) => cost[field]));
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  const seconds = (milliseconds: number) => `${(milliseconds / 1e3).toFixed(2)} s`;
  return table([
    ['publications', 'time', 'memory', 'docker-proxy time', 'docker-proxy memory', 'memory ratio'],
    ...[...costs].map(([count, values]) => [
      count > mostProxies ? `${String(count)} *` : String(count),
      seconds(of(values, 'time')),
      megabytes(of(values, 'memory')),
      seconds(of(values, 'peerTime')),
      megabytes(of(values, 'peerMemory')),
      (of(values, 'memory') / of(values, 'peerMemory')).toFixed(2),
    ]),
    [`* docker-proxy's figures are those of ${String(mostProxies)}, multiplied`],
  ]);
}

function add<T>(values: Map<number, T[]>, key: number, value: T): void {
  const known = values.get(key);
  if (known === undefined) values.set(key, [value]);
  else known.push(value);
}
