import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from './sandbox';
import type { EndReport } from './exchange-peer';

const peer = fileURLToPath(new URL('exchange-peer.ts', import.meta.url));

/** What the clients of an exchange do. */
export interface Exchange {
  readonly address: string;
  readonly port: number;
  readonly connections: number;
  /** What each end of each connection sends. */
  readonly bytes: number;
  /** How long all connections are open before anything is sent, in milliseconds. */
  readonly idle?: number;
}

/** A server that exchanges bytes with whoever connects, in a network namespace of a machine. */
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
    await once(lines, 'line');
    lines.on('line', (line) => {
      const report = JSON.parse(line) as EndReport;
      server.reports.set(report.id, report);
    });
    return server;
  }

  /**
   * Has clients on the host exchange bytes with the server.
   *
   * @param opened called once when all connections have been idle and now send
   * @returns what the client's end of each connection saw
   */
  async exchange({ address, port, connections, bytes, idle = 0 }: Exchange): Promise<EndReport[]> {
    this.reports.clear();
    const client = this.#machine.start(argv('ask', address, port, connections, bytes, idle));
    if (client.stdout === null) throw new Error('the client has no output');
    const reports: EndReport[] = [];
    for await (const line of createInterface({ input: client.stdout })) {
      reports.push(JSON.parse(line) as EndReport);
    }
    return reports;
  }

  /** How many connections carried everything both ways, unchanged, of those whose clients reported. */
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
