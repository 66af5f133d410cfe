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

/** What the handlers need of the app besides the world. */
export interface AppServices {
  readonly locale: () => string;
  readonly files: FileChooser;
  /** Puts what is outside the page into a language. */
  readonly speak: (language: Language) => void;
  /** What went wrong before there was a window to tell. */
  readonly notice: AppError | null;
}

/** What the window may ask for: the helper's methods are passed on, the rest is answered here. */
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
      app.speak(language);
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
