import { inEnglish } from '#shared/messages/english';
import type { Snapshot } from '#shared/model/snapshot';
import { printSnapshotFile } from '#shared/model/snapshot-format';
import { ok, type Result } from '#shared/result/result';
import { writeSnapshotFile } from '#transport/snapshot-file';
import { withHelper } from './with-helper';
import { show, type AddCommand, type CommonOptions } from './command';
import { describeSnapshot } from './describe';
import { print } from './output';

/** The file name that means standard output. */
const standardOutput = '-';

interface SnapshotOptions extends CommonOptions {
  readonly output?: string;
}

/** Adds the command that shows a snapshot, or saves it for "Open snapshot…" in the window. */
export function addSnapshotCommand(command: AddCommand): void {
  command('snapshot', 'everything that the helper sees')
    .option('--output <file>', 'save it to a file, which the window can open')
    .action(async (options: SnapshotOptions) => {
      const { output, json } = options;
      const taken = await take(options);
      if (taken.ok && output === standardOutput && json !== true) {
        print(printSnapshotFile(inEnglish(taken.value), new Date().toISOString()).trimEnd());
        return;
      }
      await show(options, taken, (snapshot) =>
        output === undefined
          ? describeSnapshot(snapshot)
          : `Saved the snapshot of ${snapshot.host.hostname} to ${output}`,
      );
    });
}

async function take({ socket, output }: SnapshotOptions): Promise<Result<Snapshot>> {
  const snapshot = await withHelper(socket, ({ call }) => call.snapshot({}));
  if (!snapshot.ok || output === undefined || output === standardOutput) return snapshot;
  const written = await writeSnapshotFile(output, inEnglish(snapshot.value), new Date());
  return written.ok ? ok(snapshot.value) : written;
}
