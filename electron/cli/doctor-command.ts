import type { Obstacle, Path, Report } from '#shared/model/doctor';
import { publicationName } from '#shared/model/publication';
import type { HelperMethods } from '#shared/contract/helper';
import type { Output } from '#shared/contract/method';
import type { InEnglish } from '#shared/messages/english';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { withHelper } from './with-helper';
import { show, type AddCommand, type CommonOptions } from './command';
import { describeChange } from './describe';
import { columns } from './text-columns';

interface DoctorOptions extends CommonOptions {
  readonly observe: boolean;
  readonly fix?: string;
  readonly undo?: string;
}

/** Adds the command that checks the paths to published ports. */
export function addDoctorCommand(command: AddCommand): void {
  command('doctor [selector]', 'check every path to published ports, and explain what blocks one')
    .usage('[ID | [HOST_IP:]HOST_PORT[/PROTO] | SPEC] [options]')
    .option('--no-observe', 'only predict from the configuration, without real connections')
    .option('--fix <path>', 'remove what blocks this path, where that is safe')
    .option('--undo <fix>', 'undo a fix')
    .action((selector: string | undefined, options: DoctorOptions) => {
      const { fix, undo, socket } = options;
      if (undo !== undefined) return show(options, undoFix(socket, undo), describeUndone);
      if (fix !== undefined) return show(options, applyFix(socket, selector, fix), describeFixed);
      return show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.doctor({ selector, observe: options.observe }),
        ),
        ({ reports }) =>
          reports.length === 0 ? 'Nothing is published.' : reports.map(describeReport).join('\n\n'),
      );
    });
}

type Fixed = Output<HelperMethods['applyFix']>;
type Undone = Output<HelperMethods['undoFix']>;

function undoFix(socket: string, fix: string) {
  return withHelper(socket, ({ call }) => call.undoFix({ fix }));
}

/** Removes the obstacle that the doctor finds on a path to one publication. */
function applyFix(socket: string, selector: string | undefined, from: string) {
  return withHelper(socket, async ({ call }): Promise<Result<Fixed>> => {
    if (selector === undefined) return err(appError('BAD_REQUEST', msg('error.noneNamed')));
    const found = await call.doctor({ selector, observe: false });
    if (!found.ok) return found;
    const [report, another] = found.value.reports;
    const path = report?.paths.find((one) => one.from === from);
    if (report === undefined || another !== undefined || path === undefined) {
      const text =
        another === undefined
          ? msg('error.noPath', { path: from })
          : msg('error.several', { selector });
      return err(appError('BAD_REQUEST', text));
    }
    const { obstacle } = path;
    if (obstacle === undefined)
      return err(appError('BAD_REQUEST', msg('error.nothingBlocks', { path: from })));
    return call.applyFix({
      publication: report.publication.id,
      from: path.from,
      code: obstacle.code,
    });
  });
}

function describeFixed({ commands, report }: InEnglish<Fixed>): string {
  return [describeChange('Fixed', commands), describeReport(report)].join('\n');
}

function describeUndone({ commands, report }: InEnglish<Undone>): string {
  const done = describeChange('Undone', commands);
  return report === null ? done : `${done}\n${describeReport(report)}`;
}

function describeReport({ publication, paths, fixes = [] }: InEnglish<Report>): string {
  const { endpoint, containerPort } = publication;
  const whose = endpoint === null ? '' : ` of ${endpoint.name}`;
  const head = `${publicationName(publication)} → port ${String(containerPort)}${whose}`;
  return [
    head,
    columns([
      ['PATH', 'TARGET', 'PREDICTED', 'OBSERVED', ''],
      ...paths.map(({ from, target, predicted, observed, differs }) => [
        from,
        target,
        predicted,
        observed,
        differs ? 'differs' : '',
      ]),
    ]),
    ...findings(paths),
    ...fixes.map(({ id, label }) => `Fixed: ${label}. Undo it with: portolan doctor --undo ${id}`),
  ].join('\n');
}

/** Each obstacle once, with the paths that it blocks; then the paths' notes. */
function findings(paths: InEnglish<readonly Path[]>): readonly string[] {
  const obstacles = new Map<string, { obstacle: InEnglish<Obstacle>; blocked: string[] }>();
  for (const { from, obstacle } of paths) {
    if (obstacle === undefined) continue;
    const key = JSON.stringify(obstacle);
    const known = obstacles.get(key);
    if (known === undefined) obstacles.set(key, { obstacle, blocked: [from] });
    else known.blocked.push(from);
  }
  return [
    ...[...obstacles.values()].map(({ obstacle, blocked }) => describeObstacle(obstacle, blocked)),
    ...paths.flatMap(({ from, note }) => (note === undefined ? [] : [`${from}: ${note}`])),
  ];
}

function describeObstacle(
  { code, where, explanation, owner, rule, fix }: InEnglish<Obstacle>,
  blocked: readonly string[],
): string {
  return [
    `${blocked.join(', ')}: ${code} at ${where}`,
    `  ${explanation}`,
    ...(rule === undefined ? [] : [`  rule (${owner ?? 'other'}): ${rule}`]),
    ...(fix === undefined
      ? []
      : [`  fix: ${fix.label}`, ...fix.commands.map((line) => `    ${line}`)]),
  ].join('\n');
}
