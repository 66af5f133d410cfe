import { setTimeout as delay } from 'node:timers/promises';
import type { HelperEvent } from '#shared/contract/helper';
import { toEnglish } from '#shared/messages/message';
import type { FlowChange, FlowStatus } from '#shared/model/flow';
import { connectHelper } from '#transport/helper-connection';
import { bridgedMachine } from './bridged-machine';
import { SandboxHelper, type Sandbox } from './sandbox';

/** So many source ports are used of each source address. */
const portsPerAddress = 50_000;
const published = 9_999;
/** After how long without a packet the kernel forgets a connection of the load, in seconds. */
const lifetime = 10;

/**
 * Sends one UDP datagram from each of many sockets, so that each is a connection of its own, and
 * prints how many it sent.
 */
const generator = `
import socket, sys, time
address, port, rate, total, per = sys.argv[1], *map(int, sys.argv[2:6])
sources = sys.argv[6:]
start, sent = time.monotonic(), 0
while sent < total:
    due = min(total, int((time.monotonic() - start) * rate) + 1)
    while sent < due:
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((sources[sent // per], 10000 + sent % per))
        one.sendto(b'x', (address, port))
        one.close()
        sent += 1
    time.sleep(0.001)
print(sent, time.monotonic() - start)
`;

/** The result of a load, counted on both sides. */
export interface MeasuredLoad {
  /** By the generator's own count. */
  readonly sent: number;
  /** How long it took to send them, in seconds. */
  readonly seconds: number;
  /** Changes of the load's own connections that a client received. */
  readonly reported: { readonly new: number; readonly update: number; readonly destroy: number };
  /** New connections of others that it received, and which they were. */
  readonly foreign: number;
  readonly others: readonly string[];
  /** New connections that it received more than once. */
  readonly repeated: number;
  /** Changes that the helper reported as omitted. */
  readonly omitted: number;
  /** Connections that the helper saw begin and end, and those that it reports as never seen. */
  readonly created: number;
  readonly ended: number;
  readonly unseen: number;
  /**
   * Connections that are older than the helper's table, and those that are there at the end: others
   * than those of the load.
   */
  readonly present: number;
  readonly standing: number;
  readonly lostBy: FlowStatus['lostBy'];
  readonly events: number;
  /** The most messages that a client got in any second. */
  readonly messagesASecond: number;
  /** Processor time of the helper and of its conntrack programs while it lasted, in seconds. */
  readonly processor: { readonly helper: number; readonly conntrack: number };
  /** Resident memory of the helper at the end, in bytes. */
  readonly memory: number;
}

/**
 * Makes new UDP connections to a published port from outside at a steady rate, while one client
 * follows.
 */
export async function measureLoad(load: {
  readonly rate: number;
  readonly seconds: number;
}): Promise<MeasuredLoad> {
  const machine = await bridgedMachine();
  try {
    return await measure(machine, load.rate, load.seconds);
  } finally {
    await machine.close();
  }
}

async function measure(machine: Sandbox, rate: number, duration: number): Promise<MeasuredLoad> {
  const helper = await SandboxHelper.start(machine);
  const answer = await helper.cli('publish', 'web', `${String(published)}:9998/udp`);
  if (!answer.ok) throw new Error(toEnglish(answer.error.message));
  await machine.commands(`
    sysctl -qw net.netfilter.nf_conntrack_udp_timeout=${String(lifetime)}
    ip netns exec web iptables -A INPUT -p udp -j DROP`);
  const counter = new Counter();
  const socket = machine.outsidePath('/run/portolan/helper.sock');
  const connection = await connectHelper(socket, (event) => {
    counter.take(event);
  });
  if (!connection.ok) throw new Error(toEnglish(connection.error.message));
  const { call } = connection.value;
  const following = await call.followFlows({});
  if (!following.ok) throw new Error(toEnglish(following.error.message));
  const present = olderThanTable(following.value.status);

  const before = await processorTime(machine);
  const { sent, seconds } = await generate(machine, rate, rate * duration);
  const after = await processorTime(machine);
  const status = await untilForgotten(machine, counter, present);
  const memory = after.memory;
  connection.value.close();
  return {
    sent,
    seconds,
    reported: counter.reported,
    omitted: counter.omitted,
    memory,
    foreign: counter.foreign,
    others: counter.others,
    repeated: counter.repeated,
    created: status.created ?? 0,
    ended: status.ended ?? 0,
    unseen: status.unseen ?? 0,
    present,
    standing: status.total,
    lostBy: status.lostBy,
    events: status.events,
    messagesASecond: counter.busiest,
    processor: {
      helper: after.helper - before.helper,
      conntrack: after.conntrack - before.conntrack,
    },
  };
}

/** Of the connections in the table, those that were not counted as created. */
function olderThanTable({ total, created = 0, ended = 0 }: FlowStatus): number {
  return total - created + ended;
}

/** Counts what a client receives. */
class Counter {
  readonly reported = { new: 0, update: 0, destroy: 0 };
  omitted = 0;
  readonly others: string[] = [];
  repeated = 0;
  status: FlowStatus | undefined;
  busiest = 0;
  #second = 0;
  #messages = 0;
  readonly #begun = new Set<string>();

  get foreign(): number {
    return this.others.length;
  }

  /** All counts, to be compared with those of another time. */
  get summary(): string {
    const { reported, omitted, foreign, repeated, status } = this;
    return JSON.stringify([reported, omitted, foreign, repeated, status]);
  }

  take(event: HelperEvent): void {
    if (event.type !== 'flows') return;
    for (const change of event.changes) this.#count(change);
    this.omitted += event.omitted ?? 0;
    this.status = event.status;
    const second = Math.floor(Date.now() / 1000);
    this.#messages = second === this.#second ? this.#messages + 1 : 1;
    this.#second = second;
    this.busiest = Math.max(this.busiest, this.#messages);
  }

  #count({ type, flow: { id, protocol, original } }: FlowChange): void {
    if (protocol !== 'udp' || original.dport !== published) {
      if (type === 'new') this.others.push(`${id} ${protocol} ${JSON.stringify(original)}`);
      return;
    }
    this.reported[type] += 1;
    if (type !== 'new') return;
    const client = `${original.src}:${String(original.sport)}`;
    if (this.#begun.has(client)) this.repeated += 1;
    this.#begun.add(client);
  }
}

async function generate(machine: Sandbox, rate: number, total: number) {
  const count = Math.ceil(total / portsPerAddress);
  const sources = Array.from({ length: count }, (_, i) => `198.51.100.${String(10 + i)}`);
  await machine.commands(
    sources.map((one) => `ip -n lan address add ${one}/24 dev eth0`).join('\n'),
  );
  const numbers = [published, rate, total, portsPerAddress].map(String);
  const argv = ['/usr/bin/python3', '-c', generator, '198.51.100.1', ...numbers, ...sources];
  const child = machine.start(argv, 'lan');
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  const [sent, seconds] = printed.trim().split(' ').map(Number);
  if (sent === undefined || seconds === undefined) throw new Error('the generator failed');
  return { sent, seconds };
}

/**
 * Waits until the kernel has forgotten all connections of the load, and no more changes arrive.
 *
 * @param present how many others were there before; the kernel may keep them for longer
 */
async function untilForgotten(
  machine: Sandbox,
  counter: Counter,
  present: number,
): Promise<FlowStatus> {
  const deadline = Date.now() + (lifetime + 120) * 1000;
  // What was lost is counted by the next look, a second later, and late events come in.
  for (let quiet = 0, before = ''; quiet < 3 && Date.now() < deadline;) {
    await delay(1_000);
    // Listing makes the kernel forget what has expired.
    await machine.run(['sh', '-c', 'conntrack -L >/dev/null 2>&1']);
    const now = counter.summary;
    const isForgotten = (counter.status?.total ?? Infinity) <= present + counter.foreign;
    quiet = isForgotten && now === before ? quiet + 1 : 0;
    before = now;
  }
  if (counter.status === undefined) throw new Error('no changes were reported');
  return counter.status;
}

async function processorTime(machine: Sandbox) {
  const script = `
    for p in $(pgrep -f 'portolan.cjs helper'); do echo helper $(awk '{print $14 + $15}' /proc/$p/stat) $(awk '/VmRSS/ {print $2}' /proc/$p/status); done
    for p in $(pgrep -x conntrack); do echo conntrack $(awk '{print $14 + $15}' /proc/$p/stat) 0; done`;
  const { stdout } = await machine.run(['sh', '-c', script]);
  const sums = { helper: 0, conntrack: 0, memory: 0 };
  for (const line of stdout.trim().split('\n')) {
    const [name, ticks, kilobytes] = line.split(' ');
    if (name !== 'helper' && name !== 'conntrack') continue;
    sums[name] += Number(ticks) / 100;
    sums.memory = Math.max(sums.memory, Number(kilobytes) * 1024);
  }
  return sums;
}
