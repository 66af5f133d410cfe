import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { launchLab } from '#elevation/launch-lab';
import type { Endpoint } from '#shared/model/snapshot';
import { ok, type Result } from '#shared/result/result';
import { labLog, labSocket } from '#transport/paths';
import { withHelper } from './with-helper';

export interface LabStatus {
  readonly socket: string;
  readonly endpoints: readonly Endpoint[];
}

const socket = () => labSocket(process.env);

/** Tells which lab runs and what is in it. */
export function labStatus(): Promise<Result<LabStatus>> {
  return withHelper(socket(), async ({ call }) => {
    const snapshot = await call.snapshot({});
    return snapshot.ok ? ok({ socket: socket(), endpoints: snapshot.value.endpoints }) : snapshot;
  });
}

/** Starts the lab in the background, unless it runs. */
export async function labUp(): Promise<Result<LabStatus>> {
  const running = await labStatus();
  if (running.ok || running.error.code !== 'HELPER_UNAVAILABLE') return running;
  const launched = await launchLab({
    socket: socket(),
    helperBundle: join(__dirname, '../helper/helper.cjs'),
    lifetime: 'detached',
  });
  return launched.ok ? labStatus() : launched;
}

/** Ends the lab and waits until it has gone. */
export function labDown(): Promise<Result<LabStatus>> {
  return withHelper(socket(), async ({ call, closed }) => {
    const ended = await call.shutdown({});
    if (!ended.ok) return ended;
    await closed;
    await rm(labLog(socket()), { force: true });
    return ok({ socket: socket(), endpoints: [] });
  });
}
