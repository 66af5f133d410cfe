import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import type { Flow } from '#shared/model/flow';
import { flowsToCsv } from '#shared/model/flow-csv';
import { jsonText } from '#shared/model/json-text';
import { publicationName } from '#shared/model/publication';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { HelperConnection } from '#transport/helper-connection';
import { withHelper } from './with-helper';
import { show, type AddCommand, type CommonOptions } from './command';
import { describeFlows } from './describe-flow';
import { followFlows } from './follow-flows';
import { report } from './output';

interface FlowsOptions extends CommonOptions {
  readonly follow?: true;
  readonly endpoint?: string;
  readonly publication?: string;
  readonly save?: string;
  readonly accounting?: 'on' | 'off';
}

/** Adds the command that shows connections. */
export function addFlowsCommand(command: AddCommand): void {
  command('flows', 'connections that the kernel tracks')
    .option('--follow', 'keep running and print every change, one per line')
    .option('--endpoint <target>', 'connections in the table of a container or namespace')
    .option('--publication <id|port>', 'only connections of one publication')
    .addOption(
      new Option('--save <file>', 'write them to a .csv or .json file')
        .argParser(savedAs)
        .conflicts(['follow']),
    )
    .addOption(
      new Option(
        '--accounting <on|off>',
        'turn the counting of bytes on, or restore its former state',
      )
        .choices(['on', 'off'])
        .conflicts(['follow', 'save', 'endpoint', 'publication']),
    )
    .action(async (options: FlowsOptions) => {
      if (options.accounting !== undefined) await account(options, options.accounting === 'on');
      else if (options.follow === true) await follow(options);
      else await list(options);
    });
}

function list(options: FlowsOptions): Promise<void> {
  const { endpoint, save } = options;
  return show(
    options,
    withHelper(options.socket, async (helper) => {
      const filter = await filterOf(helper, options.publication);
      if (!filter.ok) return filter;
      const found = await helper.call.flows({ endpoint });
      if (!found.ok) return found;
      const value = { ...found.value, flows: found.value.flows.filter(filter.value) };
      const saved = save === undefined ? ok(undefined) : await saveFlows(value.flows, save);
      return saved.ok ? ok(value) : saved;
    }),
    ({ flows, status, omitted = 0 }) =>
      save === undefined
        ? describeFlows(flows, status, omitted, endpoint)
        : `Saved ${String(flows.length)} connections to ${save}.`,
  );
}

async function follow(options: FlowsOptions): Promise<void> {
  const { socket, endpoint } = options;
  const json = options.json === true;
  const filter = await withHelper(socket, (helper) => filterOf(helper, options.publication));
  process.exitCode = filter.ok
    ? await followFlows({ socket, json, endpoint, wanted: filter.value })
    : report(filter, json, () => '');
}

function account(options: FlowsOptions, on: boolean): Promise<void> {
  return show(
    options,
    withHelper(options.socket, ({ call }) => call.setAccounting({ on })),
    ({ accounting, commands }) =>
      [
        `The kernel ${accounting ? 'counts' : 'does not count'} bytes of connections that begin from now on.`,
        ...commands.map((line) => `  ${line}`),
      ].join('\n'),
  );
}

/** Finds the selected publication, and makes a filter for flows that belong or may belong to it. */
async function filterOf(
  { call }: HelperConnection,
  selector: string | undefined,
): Promise<Result<(flow: Flow) => boolean>> {
  if (selector === undefined) return ok(() => true);
  const snapshot = await call.snapshot({});
  if (!snapshot.ok) return snapshot;
  const meant = snapshot.value.publications.filter((publication) => {
    const { id, hostPort } = publication;
    return [id, publicationName(publication), String(hostPort)].includes(selector);
  });
  if (meant.length === 0) {
    return err(appError('NO_SUCH_PUBLICATION', msg('error.noPublication', { id: selector })));
  }
  const ids = new Set(meant.map(({ id }) => id));
  return ok(({ publication, candidates = [] }) =>
    [publication, ...candidates].some((id) => id !== undefined && ids.has(id)),
  );
}

function savedAs(file: string): string {
  if (/\.(csv|json)$/i.test(file)) return file;
  throw new InvalidArgumentError('The file must end in .csv or .json.');
}

async function saveFlows(flows: readonly Flow[], file: string): Promise<Result<void>> {
  const text = /\.csv$/i.test(file) ? flowsToCsv(flows) : `${jsonText(flows, 2)}\n`;
  try {
    await writeFile(file, text);
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(appError('PERMISSION_DENIED', msg('file.notSaved', { file, reason })));
  }
}
