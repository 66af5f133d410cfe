import type { Sandbox } from '../../electron/test/machines/sandbox';
import type { Contender } from './contenders';

/** Length of one measurement, in seconds. */
const seconds = 1;
/** How many connections send requests at the same time. */
const clients = 50;

/** A kind of traffic, and how to measure its rate. */
export interface Load {
  readonly name: string;
  /** Formats a measured number with its unit. */
  readonly show: (value: number) => string;
  readonly measure: (machine: Sandbox, contender: Contender) => Promise<number>;
}

const gigabits = (value: number) => `${(value / 1e9).toFixed(1)} Gbit/s`;
const thousands = (value: number) => `${(value / 1e3).toFixed(1)} k/s`;

/** What is measured for every contender. Up is towards the container. */
export const loads: readonly Load[] = [
  { name: 'bulk up', show: gigabits, measure: bulk([]) },
  { name: 'bulk down', show: gigabits, measure: bulk(['--reverse']) },
  { name: 'requests', show: thousands, measure: requests([]) },
  {
    name: 'new connections',
    show: thousands,
    measure: requests(['--header', 'Connection: close']),
  },
];

/** Bits per second of one TCP stream, counted by the receiver. */
function bulk(extra: readonly string[]): Load['measure'] {
  return async (machine, { ip, ports, from }) => {
    const { stdout, code } = await machine.run(
      [
        'iperf3',
        '--client',
        ip,
        '--port',
        String(ports.bulk),
        '--json',
        '--time',
        String(seconds),
        ...extra,
      ],
      { netns: from },
    );
    if (code !== 0) throw new Error(`iperf3: ${stdout}`);
    const report = JSON.parse(stdout) as { end: { sum_received: { bits_per_second: number } } };
    return report.end.sum_received.bits_per_second;
  };
}

/** HTTP requests per second, over persistent connections or one connection each. */
function requests(extra: readonly string[]): Load['measure'] {
  return async (machine, { ip, ports, from }) => {
    const { stdout, stderr } = await machine.run(
      [
        'wrk',
        '--threads',
        '1',
        '--connections',
        String(clients),
        '--duration',
        `${String(seconds)}s`,
        ...extra,
        `http://${ip}:${String(ports.http)}/`,
      ],
      { netns: from },
    );
    const rate = /^Requests\/sec:\s+([\d.]+)$/m.exec(stdout)?.[1];
    if (rate === undefined) throw new Error(`wrk: ${stdout}${stderr}`);
    return Number(rate);
  };
}
