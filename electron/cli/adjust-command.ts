import { publicationName } from '#shared/model/publication';
import { withHelper } from './with-helper';
import { show, type AddCommand, type CommonOptions } from './command';
import { describeChange } from './describe';

type Part = 'dnat' | 'proxy' | 'forward' | 'masquerade';

interface AdjustOptions extends CommonOptions, Partial<Record<Part, boolean>> {
  readonly dryRun?: true;
}

const parts = {
  dnat: 'the DNAT rule',
  proxy: 'the userland proxy (its port stays reserved)',
  forward: 'the rule that accepts it in FORWARD',
  masquerade: 'masquerading of callers from its own network',
} as const satisfies Record<Part, string>;

/** Adds the command that turns parts of a publication off and on. */
export function addAdjustCommand(command: AddCommand): void {
  const adjust = command(
    'adjust <id>',
    'turn parts of a publication off or on, to see what each is for',
  ).usage(
    'ID|[HOST_IP:]HOST_PORT[/PROTO] [--[no-]dnat] [--[no-]proxy] [--[no-]forward] [--[no-]masquerade]',
  );
  for (const [name, what] of Object.entries(parts)) {
    adjust.option(`--${name}`, `with ${what}`).option(`--no-${name}`, `without ${what}`);
  }
  adjust
    .option('--dry-run', 'only show what would be done')
    .action((id: string, { socket, json, dryRun, ...named }: AdjustOptions) =>
      show(
        { socket, json },
        withHelper(socket, ({ call }) => call.adjust({ ...named, id, dryRun: dryRun === true })),
        ({ publication, commands }) => {
          const { dnat, proxy, forward = true, masquerade = true } = publication;
          const state = Object.entries({ dnat, proxy, forward, masquerade })
            .map(([name, on]) => `${name} ${on ? 'on' : 'off'}`)
            .join(', ');
          return describeChange(`${publicationName(publication)}: ${state}`, commands);
        },
      ),
    );
}
