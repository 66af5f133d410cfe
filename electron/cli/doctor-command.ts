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
import { columns } from './columns';

interface DoctorOptions extends CommonOptions {
  readonly observe: boolean;
  readonly fix?: string;
  readonly undo?: string;
}

/** Adds the command that tries the ways in. */
export function addDoctorCommand(command: AddCommand): void {
  command('doctor [selector]', 'try every way to published ports, and say what stands in one')
    .usage('[ID | [HOST_IP:]HOST_PORT[/PROTO] | SPEC] [options]')
    .option('--no-observe', 'only by the configuration, without real connections')
    .option('--fix <path>', 'remove what stands in this way, where that is safe')
    .option('--undo <fix>', 'take a fix back')
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

/** Removes the obstacle that the doctor finds on a way of one publication. */
function applyFix(socket: string, selector: string | undefined, way: string) {
  return withHelper(socket, async ({ call }): Promise<Result<Fixed>> => {
    if (selector === undefined) return err(appError('BAD_REQUEST', msg('error.noneNamed')));
    const found = await call.doctor({ selector, observe: false });
    if (!found.ok) return found;
    const [report, another] = found.value.reports;
    const path = report?.paths.find(({ from }) => from === way);
    if (report === undefined || another !== undefined || path === undefined) {
      const text =
        another === undefined ? msg('error.noPath', { way }) : msg('error.several', { selector });
      return err(appError('BAD_REQUEST', text));
    }
    const { obstacle, from } = path;
    if (obstacle === undefined)
      return err(appError('BAD_REQUEST', msg('error.nothingInWay', { way })));
    return call.applyFix({ publication: report.publication.id, from, code: obstacle.code });
  });
}

function describeFixed({ commands, report }: InEnglish<Fixed>): string {
  return [describeChange('Fixed', commands), describeReport(report)].join('\n');
}

function describeUndone({ commands, report }: InEnglish<Undone>): string {
  const done = describeChange('Taken back', commands);
  return report === null ? done : `${done}\n${describeReport(report)}`;
}

function describeReport({ publication, paths, fixes = [] }: InEnglish<Report>): string {
  const { endpoint, containerPort } = publication;
  const whose = endpoint === null ? '' : ` of ${endpoint.name}`;
  const head = `${publicationName(publication)} leads to port ${String(containerPort)}${whose}`;
  return [
    head,
    columns([
      ['PATH', 'ASKED', 'PREDICTED', 'OBSERVED', ''],
      ...paths.map(({ from, target, predicted, observed, differs }) => [
        from,
        target,
        predicted,
        observed,
        differs ? 'differs' : '',
      ]),
    ]),
    ...findings(paths),
    ...fixes.map(
      ({ id, label }) => `Fixed: ${label}. Take it back with: portolan doctor --undo ${id}`,
    ),
  ].join('\n');
}

/** What stands in the ways, each once with the ways that it stands in; then what else is to be said. */
function findings(paths: InEnglish<readonly Path[]>): readonly string[] {
  const obstacles = new Map<string, { obstacle: InEnglish<Obstacle>; ways: string[] }>();
  for (const { from, obstacle } of paths) {
    if (obstacle === undefined) continue;
    const key = JSON.stringify(obstacle);
    const known = obstacles.get(key);
    if (known === undefined) obstacles.set(key, { obstacle, ways: [from] });
    else known.ways.push(from);
  }
  return [
    ...[...obstacles.values()].map(({ obstacle, ways }) => describeObstacle(obstacle, ways)),
    ...paths.flatMap(({ from, note }) => (note === undefined ? [] : [`${from}: ${note}`])),
  ];
}

function describeObstacle(
  { code, where, explanation, owner, rule, fix }: InEnglish<Obstacle>,
  ways: readonly string[],
): string {
  return [
    `${ways.join(', ')}: ${code} at ${where}`,
    `  ${explanation}`,
    ...(rule === undefined ? [] : [`  rule (${owner ?? 'other'}): ${rule}`]),
    ...(fix === undefined
      ? []
      : [`  fix: ${fix.label}`, ...fix.commands.map((line) => `    ${line}`)]),
  ].join('\n');
}
