import { Command } from 'commander';
import { publicationName } from '#shared/model/publication';
import { ok } from '#shared/result/result';
import { defaultHelperSocket } from '#transport/paths';
import { withHelper } from './with-helper';
import { describeChange, describePublications, describeStatus, describeTables } from './describe';
import { addLabCommands } from './lab-commands';
import { show, type AddCommand, type CommonOptions } from './command';
import { addBridgeCommands } from './bridge-commands';
import { addAdjustCommand } from './adjust-command';
import { addDoctorCommand } from './doctor-command';
import { addFlowsCommand } from './flows-command';
import { readRulesFile } from './rules-file';
import { addTraceCommand } from './trace-command';
import { note, print } from './output';
import { addSnapshotCommand } from './snapshot-command';

interface PublishOptions extends CommonOptions {
  readonly proxy: boolean;
  readonly dnat: boolean;
  readonly dryRun?: true;
}

/**
 * The command line. Every command sets `process.exitCode`; bad usage throws commander's error.
 *
 * @param version shown by `--version`
 */
export function createProgram(version: string): Command {
  const program = new Command('portolan')
    .description('Shows and publishes the ports of running containers.')
    .version(version)
    .exitOverride()
    // An error of usage repeats what was typed, or what a shell completed to a file's name.
    .configureOutput({
      writeOut: (text) => {
        print(text.trimEnd());
      },
      writeErr: (text) => {
        note(text.trimEnd());
      },
    })
    .showHelpAfterError('Run "portolan --help" for the commands.');

  const command: AddCommand = (usage, description, parent = program) =>
    parent
      .command(usage)
      .description(description)
      .option(
        '--socket <path>',
        'the socket of the helper, or set PORTOLAN_SOCKET',
        process.env['PORTOLAN_SOCKET'] ?? defaultHelperSocket,
      )
      .option('--json', 'print one JSON document');

  program
    .command('helper')
    .description('run the helper in the foreground, in this network namespace (needs root)')
    .option('--socket <path>', 'where clients connect', defaultHelperSocket)
    .option('--state <dir>', 'where publications are saved', '/var/lib/portolan')
    .option(
      '--owner <uid>',
      'the user who may connect',
      'the user who called sudo or pkexec, else root',
    )
    .option(
      '--idle-limit <seconds>',
      'close proxied connections that are idle this long',
      '0 (never)',
    )
    .option('--docker-socket <path...>', 'where container engines listen', 'the usual paths');

  program
    .command('cleanup')
    .description('remove what a killed helper left behind, without a helper (needs root)')
    .option('--dry-run', 'only show what would be done')
    .option('--state <dir>', 'where its publications are saved', '/var/lib/portolan')
    .option('--socket <path>', 'where it listened', defaultHelperSocket)
    .option('--json', 'print one JSON document');

  command('status', 'version, state and counts of the helper').action((options: CommonOptions) =>
    show(
      options,
      withHelper(options.socket, ({ call }) => call.status({})),
      describeStatus,
    ),
  );

  addSnapshotCommand(command);

  command('ls', 'published ports of every origin').action((options: CommonOptions) =>
    show(
      options,
      withHelper(options.socket, async ({ call }) => {
        const snapshot = await call.snapshot({});
        if (!snapshot.ok) return snapshot;
        const counters = await call.counters({});
        if (!counters.ok) return counters;
        return ok({
          publications: snapshot.value.publications,
          counters: counters.value.publications,
        });
      }),
      ({ publications }) => describePublications(publications),
    ),
  );

  command('publish <target> <spec...>', 'publish ports of a running container')
    .usage('TARGET [HOST_IP:]HOST_PORT[-END]:PORT[-END][/tcp|udp]... [options]')
    .option('--no-proxy', 'without the userland proxy')
    .option('--no-dnat', 'without the DNAT rule')
    .option('--dry-run', 'only show what would be done')
    .action((target: string, specs: string[], options: PublishOptions) =>
      show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.publish({
            target,
            specs,
            proxy: options.proxy,
            dnat: options.dnat,
            dryRun: options.dryRun === true,
          }),
        ),
        ({ publications, commands }) => {
          const verb = options.dryRun === true ? 'Would publish' : 'Published';
          const lines = publications.map(
            (publication) =>
              `${verb} ${publicationName(publication)} → port ${String(publication.containerPort)} of ${publication.endpoint?.name ?? target}`,
          );
          return describeChange(lines.join('\n'), commands);
        },
      ),
    );

  command('unpublish <publication...>', 'remove publications')
    .usage('ID|[HOST_IP:]HOST_PORT[/PROTO]... [options]')
    .option('--dry-run', 'only show what would be done')
    .action((selectors: string[], options: PublishOptions) =>
      show(
        options,
        withHelper(options.socket, ({ call }) =>
          call.unpublish({ selectors, dryRun: options.dryRun === true }),
        ),
        ({ removed, commands }) => {
          const verb = options.dryRun === true ? 'Would remove' : 'Removed';
          return describeChange(`${verb} ${removed.map(publicationName).join(', ')}`, commands);
        },
      ),
    );

  addBridgeCommands(program, command);
  addDoctorCommand(command);
  addAdjustCommand(command);
  addTraceCommand(command);
  addFlowsCommand(command);

  command('rules', 'the rules of iptables, each with its owner')
    .option('--from <file>', 'read iptables-save output from a file, without a helper')
    .action((options: CommonOptions & { readonly from?: string }) =>
      show(
        options,
        options.from === undefined
          ? withHelper(options.socket, ({ call }) => call.rules({}))
          : readRulesFile(options.from),
        ({ tables }) => describeTables(tables),
      ),
    );

  addLabCommands(program, command);

  return program;
}
