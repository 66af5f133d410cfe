import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from './sandbox';
import type { EndReport } from './exchange-peer';

const peer = fileURLToPath(new URL('exchange-peer.ts', import.meta.url));

/** How long the clients of one exchange may take, in seconds. */
const clientLimit = 100;

/** What the clients of an exchange do. */
export interface Exchange {
  readonly address: string;
  readonly port: number;
  readonly connections: number;
  /** What each end of each connection sends. */
  readonly bytes: number;
  /** How long all connections have reached the server before anything is sent, in milliseconds. */
  readonly idle?: number;
}

/** A server that exchanges bytes with its clients, in a network namespace of a machine. */
export class ExchangeServer {
  /** What the server's end of each connection saw, by id. */
  readonly reports = new Map<number, EndReport>();
  readonly #machine: Sandbox;

  private constructor(machine: Sandbox) {
    this.#machine = machine;
  }

  static async start(machine: Sandbox, netns: string, port: number): Promise<ExchangeServer> {
    const server = new ExchangeServer(machine);
    const { stdout } = machine.start(argv('serve', port), netns);
    if (stdout === null) throw new Error('the server has no output');
    const lines = createInterface({ input: stdout });
    await new Promise<void>((resolve, reject) => {
      lines.once('line', () => {
        resolve();
      });
      lines.once('close', () => {
        reject(new Error('the server of the exchange ended before it listened'));
      });
    });
    lines.on('line', (line) => {
      const report = JSON.parse(line) as EndReport;
      server.reports.set(report.id, report);
    });
    return server;
  }

  /**
   * Has clients on the host exchange bytes with the server.
   *
   * @returns what the client's end of each connection saw; the server's end of each that was not
   * broken has been
   * reported as well. It throws when the clients' program fails.
   */
  async exchange({ address, port, connections, bytes, idle = 0 }: Exchange): Promise<EndReport[]> {
    this.reports.clear();
    const client = argv('ask', address, port, connections, bytes, idle);
    const { code, stdout, stderr } = await this.#machine.run(client, { seconds: clientLimit });
    if (code !== 0) throw new Error(`the clients ended with ${String(code)}: ${stderr}`);
    const lines = stdout.split('\n').filter((line) => line !== '');
    const clients = lines.map((line) => JSON.parse(line) as EndReport);
    await this.#reported(clients.filter(({ received }) => received !== 'broken'));
    return clients;
  }

  /** What the server prints comes on a way of its own, later than what the clients print. */
  async #reported(clients: readonly EndReport[]): Promise<void> {
    const missing = () => clients.filter(({ id }) => !this.reports.has(id)).length;
    for (let attempt = 0; missing() > 0; attempt++) {
      if (attempt === 1_000) throw new Error(`the server said nothing of ${String(missing())}`);
      await delay(20);
    }
  }

  /**
   * How many connections carried everything both ways, unchanged, of those whose clients reported.
   */
  unharmed(clients: readonly EndReport[], bytes: number): number {
    return clients.filter(({ id, sent, received, bytes: arrived }) => {
      const server = this.reports.get(id);
      return (
        server?.received === sent &&
        server.sent === received &&
        server.bytes === bytes &&
        arrived === bytes
      );
    }).length;
  }
}

function argv(...args: readonly (string | number)[]): readonly string[] {
  return [process.execPath, '--import', import.meta.resolve('tsx'), peer, ...args.map(String)];
}
