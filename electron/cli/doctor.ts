import type { Obstacle, Path, Report } from '#shared/model/doctor';
import { publicationName } from '#shared/model/publication';
import { withHelper } from './client';
import { show, type AddCommand, type CommonOptions } from './command';
import { columns } from './tables';

interface DoctorOptions extends CommonOptions {
  readonly observe: boolean;
}

/** Adds the command that tries the ways in. */
export function addDoctorCommand(command: AddCommand): void {
  command('doctor [selector]', 'try every way to published ports, and say what stands in one')
    .usage('[ID | [HOST_IP:]HOST_PORT[/PROTO] | SPEC] [options]')
    .option('--no-observe', 'only by the configuration, without real connections')
    .action((selector: string | undefined, options: DoctorOptions) =>
      show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.doctor({
            observe: options.observe,
            ...(selector === undefined ? {} : { selector }),
          }),
        ),
        ({ reports }) =>
          reports.length === 0 ? 'Nothing is published.' : reports.map(describeReport).join('\n\n'),
      ),
    );
}

function describeReport({ publication, paths }: Report): string {
  const { endpoint, containerPort } = publication;
  const whose = endpoint === null ? '' : ` of ${endpoint.name}`;
  const head = `${publicationName(publication)} leads to port ${String(containerPort)}${whose}`;
  return [
    head,
    columns([
      ['PATH', 'ASKED', 'PREDICTED', 'OBSERVED', ''],
      ...paths.map(({ from, target, predicted, observed, differs }) => [
        ...[from, target, predicted, observed],
        differs ? 'differs' : '',
      ]),
    ]),
    ...findings(paths),
  ].join('\n');
}

/** What stands in the ways, each once with the ways that it stands in; then what else is to be said. */
function findings(paths: readonly Path[]): readonly string[] {
  const obstacles = new Map<string, { obstacle: Obstacle; ways: string[] }>();
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
  { code, where, explanation, owner, rule, fix }: Obstacle,
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
