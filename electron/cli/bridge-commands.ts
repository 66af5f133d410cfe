import type { Command } from 'commander';
import { withHelper } from './with-helper';
import { show, type AddCommand, type CommonOptions } from './command';
import { describeChange } from './describe';

interface ChangeOptions extends CommonOptions {
  readonly dryRun?: true;
}

interface CreateOptions extends ChangeOptions {
  readonly address: string;
}

interface DetachOptions extends ChangeOptions {
  readonly bridge: string;
}

interface AttachOptions extends DetachOptions {
  readonly address?: string;
  readonly interface?: string;
}

/** Adds the commands that create bridges and attach containers to them. */
export function addBridgeCommands(program: Command, command: AddCommand): void {
  const changing = (usage: string, description: string, parent: Command) =>
    command(usage, description, parent).option('--dry-run', 'only show what would be done');
  const bridge = program.command('bridge').description('networks of your own for containers');

  changing('create <name>', 'create a bridge with masquerading and forwarding', bridge)
    .requiredOption('--address <cidr>', 'its own address and prefix length, such as 10.55.66.1/24')
    .action((name: string, options: CreateOptions) => {
      const { address } = options;
      return show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.createBridge({ name, address, dryRun: options.dryRun === true }),
        ),
        ({ commands }) =>
          describeChange(`${would(options, 'Created', 'create')} bridge ${name}`, commands),
      );
    });

  changing('delete <name>', 'delete a bridge', bridge).action(
    (name: string, options: ChangeOptions) =>
      show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.deleteBridge({ name, dryRun: options.dryRun === true }),
        ),
        ({ commands }) =>
          describeChange(`${would(options, 'Deleted', 'delete')} bridge ${name}`, commands),
      ),
  );

  changing('attach <target>', 'attach a running container to a bridge', program)
    .requiredOption('--bridge <name>', 'a bridge that Portolan created')
    .option('--address <cidr>', 'address of the container (default: the next free one)')
    .option(
      '--interface <name>',
      'name inside the container (default: eth0, or the next free ethN)',
    )
    .action((target: string, options: AttachOptions) => {
      const { address, interface: name } = options;
      return show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.attach({
            target,
            bridge: options.bridge,
            address,
            interface: name,
            dryRun: options.dryRun === true,
          }),
        ),
        ({ attachment, commands }) => {
          const { endpoint, bridge: to, interface: inside, address: given, reason } = attachment;
          const what = `${would(options, 'Attached', 'attach')} ${endpoint.name} to ${to}: ${inside} has ${given}`;
          return describeChange(reason === undefined ? what : `${what}\n${reason}`, commands);
        },
      );
    });

  changing('detach <target>', 'detach a container from a bridge', program)
    .requiredOption('--bridge <name>', 'a bridge that Portolan created')
    .action((target: string, options: DetachOptions) =>
      show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.detach({ target, bridge: options.bridge, dryRun: options.dryRun === true }),
        ),
        ({ attachment, commands }) => {
          const what = `${would(options, 'Detached', 'detach')} ${attachment.endpoint.name} from ${attachment.bridge}`;
          return describeChange(what, commands);
        },
      ),
    );
}

function would({ dryRun }: ChangeOptions, done: string, verb: string): string {
  return dryRun === true ? `Would ${verb}` : done;
}
