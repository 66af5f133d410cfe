import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { launchLab } from '#elevation/launch-lab';
import type { Endpoint } from '#shared/model/snapshot';
import { ok, type Result } from '#shared/result/result';
import { labLog, labSocket } from '#transport/paths';
import { show, type AddCommand, type CommonOptions } from './command';
import { withHelper } from './with-helper';

interface LabStatus {
  readonly socket: string;
  readonly endpoints: readonly Endpoint[];
}

/** Adds the commands that start, stop and show the lab. */
export function addLabCommands(program: Command, command: AddCommand): void {
  const lab = program.command('lab').description('a sandbox with containers to try things in');
  command('up', 'start it in the background', lab).action((options: CommonOptions) =>
    show(options, labUp(), describeLab),
  );
  command('down', 'stop it', lab).action((options: CommonOptions) =>
    show(options, labDown(), () => 'The lab has ended.'),
  );
  command('status', 'show what is in it', lab).action((options: CommonOptions) =>
    show(options, labStatus(), describeLab),
  );
}

const socket = () => labSocket(process.env);

/** Finds the running lab and what is in it. */
function labStatus(): Promise<Result<LabStatus>> {
  return withHelper(socket(), async ({ call }) => {
    const snapshot = await call.snapshot({});
    return snapshot.ok ? ok({ socket: socket(), endpoints: snapshot.value.endpoints }) : snapshot;
  });
}

/** Starts the lab in the background, unless it is running. */
async function labUp(): Promise<Result<LabStatus>> {
  const running = await labStatus();
  if (running.ok || running.error.code !== 'HELPER_UNAVAILABLE') return running;
  const launched = await launchLab({
    socket: socket(),
    helperBundle: join(__dirname, '../helper/helper.cjs'),
    lifetime: 'detached',
  });
  return launched.ok ? labStatus() : launched;
}

/** Ends the lab and waits until it is gone. */
function labDown(): Promise<Result<LabStatus>> {
  return withHelper(socket(), async ({ call, closed }) => {
    const ended = await call.shutdown({});
    if (!ended.ok) return ended;
    await closed;
    await rm(labLog(socket()), { force: true });
    return ok({ socket: socket(), endpoints: [] });
  });
}

function describeLab({ socket, endpoints }: LabStatus): string {
  const names = endpoints.map(({ name }) => name).join(', ');
  return `The lab runs with ${names}.\nUse it with: export PORTOLAN_SOCKET=${socket}`;
}
