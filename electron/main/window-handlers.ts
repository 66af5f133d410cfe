import { helperMethods } from '#shared/contract/helper';
import type { WindowHandlers } from '#shared/contract/window';
import type { Language } from '#shared/model/language';
import type { AppError } from '#shared/result/app-error';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { forward } from '#shared/rpc/connect';
import { msg } from '#shared/messages/message';
import { readSnapshotFile, writeSnapshotFile } from '#transport/snapshot-file';
import type { FileChooser } from './file-chooser';
import type { CurrentWorld } from './world';

/** What the handlers need from the app besides the world. */
export interface AppServices {
  readonly locale: () => string;
  readonly files: FileChooser;
  /** Sets the language of everything outside the page. */
  readonly setLanguage: (language: Language) => void;
  /** What went wrong before there was a window to show it. */
  readonly notice: AppError | null;
}

/** Serves the window: forwards the helper's methods, and answers the rest. */
export function windowHandlers(world: CurrentWorld, app: AppServices): WindowHandlers {
  const helper = forward(helperMethods, () => world.helper());
  const copy = async () => {
    const snapshot = world.snapshot();
    return snapshot === null ? helper.snapshot({}) : ok(snapshot);
  };
  return {
    ...helper,
    // From the copy, so that the snapshot fits the changes that the window receives.
    snapshot: copy,
    subscribe: copy,
    initial: () =>
      Promise.resolve(
        ok({
          state: world.state(),
          snapshot: world.snapshot(),
          locale: app.locale(),
          notice: app.notice,
        }),
      ),
    chooseWorld: ({ world: chosen, consent }) => {
      void world.choose(chosen, consent);
      return Promise.resolve(ok({}));
    },
    setLanguage: ({ language }) => {
      app.setLanguage(language);
      return Promise.resolve(ok({}));
    },
    async openSnapshot() {
      const path = await app.files.toOpen();
      if (path === null) return ok({ done: false });
      const opened = await readSnapshotFile(path);
      if (!opened.ok) return opened;
      world.show(opened.value);
      return ok({ done: true });
    },
    async saveSnapshot() {
      const snapshot = world.snapshot();
      if (snapshot === null) return err(appError('UNSUPPORTED', msg('file.noSnapshot')));
      const path = await app.files.toSave(snapshot);
      if (path === null) return ok({ done: false });
      const written = await writeSnapshotFile(path, snapshot, new Date());
      return written.ok ? ok({ done: true }) : written;
    },
  };
}
