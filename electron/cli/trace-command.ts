import { InvalidArgumentError, type Command } from 'commander';
import { connectHelper, type HelperConnection } from '#transport/helper-connection';
import type { HelperEvent } from '#shared/contract/helper';
import {
  traceTargetSchema,
  pathFromSchema,
  type TraceLine,
  type TraceTarget,
  type PathFrom,
} from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { AddCommand, CommonOptions } from './command';
import { traceDescriber } from './describe-trace';
import { exitCodes, note, printJson, printValues, report } from './output';

interface TraceOptions extends CommonOptions {
  readonly count: number;
  readonly timeout: number;
  readonly probe?: PathFrom;
  readonly flow?: string;
  readonly filter?: TraceTarget;
}

/** Adds the command that traces packets. */
export function addTraceCommand(command: AddCommand): void {
  command('trace [publication]', 'follow packets through netfilter, hop by hop')
    .usage('ID|SPEC [options]')
    .option('--count <n>', 'how many packets to follow', wholeNumber(1, 100), 1)
    .option('--timeout <seconds>', 'end after this time', wholeNumber(1, 300), 30)
    .option('--probe <path>', `send a test packet: ${pathFromSchema.options.join(', ')}`, readPath)
    .option('--flow <id>', 'follow the packets of one connection')
    .option(
      '--filter <words>',
      'follow packets that match, such as "tcp src 192.0.2.0/24 dst 10.55.66.2 sport 1024 dport 80"',
      readFilter,
    )
    .action((publication: string | undefined, options: TraceOptions, self: Command) => {
      const targets: readonly TraceTarget[] = [
        ...(publication === undefined
          ? []
          : [{ kind: 'publication' as const, selector: publication }]),
        ...(options.flow === undefined ? [] : [{ kind: 'flow' as const, id: options.flow }]),
        ...(options.filter === undefined ? [] : [options.filter]),
      ];
      const [target] = targets;
      if (target === undefined || targets.length > 1) {
        return self.error('error: name one publication, or give --flow or --filter');
      }
      return trace(target, options);
    });
}

async function trace(target: TraceTarget, options: TraceOptions): Promise<void> {
  const ended = await followTrace(target, options);
  if (!ended.ok) process.exitCode = report(ended, options.json === true, () => '');
  else process.exitCode = ended.value === 'failed' ? exitCodes.failed : exitCodes.done;
}

type EndReason = 'count' | 'timeout' | 'stopped' | 'failed';

/** Prints the lines of a trace as they arrive. @returns why it ended */
async function followTrace(
  target: TraceTarget,
  { socket, json, count, timeout, probe }: TraceOptions,
): Promise<Result<EndReason>> {
  let settle: (reason: EndReason) => void = () => undefined;
  const ended = new Promise<EndReason>((resolve) => {
    settle = resolve;
  });
  const describe = traceDescriber();
  const connection = await connectHelper(socket, (event: HelperEvent) => {
    if (event.type !== 'trace') return;
    if (json === true) printJson([typeFirst(event.line)]);
    else printValues([event.line], describe);
    if (event.line.type === 'end') settle(event.line.reason);
  });
  if (!connection.ok) return connection;
  const { call, closed } = connection.value;
  try {
    const started = await call.startTrace({
      target,
      count,
      timeout,
      probe,
    });
    if (!started.ok) return started;
    note('Following packets. End with Ctrl-C.');
    stopOnSignal(call, started.value.session);
    const reason = await Promise.race([ended, closed]);
    return reason === undefined
      ? err(appError('HELPER_UNAVAILABLE', msg('launch.lost')))
      : ok(reason);
  } finally {
    connection.value.close();
  }
}

/** Puts a line's type first, where a reader looks for it. */
function typeFirst({ type, ...rest }: TraceLine): object {
  return { type, ...rest };
}

function stopOnSignal(call: HelperConnection['call'], session: string): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The trace then sends its last line. A second signal ends the process without it.
    process.once(signal, () => void call.stopTrace({ session }));
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[0-9]{1,3}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${String(least)} to ${String(most)}.`);
  };
}

function readPath(text: string): PathFrom {
  const path = pathFromSchema.safeParse(text);
  if (path.success) return path.data;
  throw new InvalidArgumentError(`It must be one of ${pathFromSchema.options.join(', ')}.`);
}

/** Reads `PROTOCOL [src ADDRESS] [dst ADDRESS] [sport PORT] [dport PORT]`. */
function readFilter(text: string): TraceTarget {
  const [protocol, ...words] = text.trim().split(/[\s=]+/);
  const fields: [string, string | number][] = [];
  for (let i = 0; i < words.length; i += 2) {
    const [key = '', value = ''] = [words[i], words[i + 1]];
    fields.push([key, key.endsWith('port') ? Number(value) : value]);
  }
  const filter = traceTargetSchema.safeParse({
    kind: 'filter',
    protocol,
    ...Object.fromEntries(fields),
  });
  if (filter.success) return filter.data;
  throw new InvalidArgumentError(
    'It must be tcp, udp or icmp, followed by any of src, dst, sport and dport with a value.',
  );
}
