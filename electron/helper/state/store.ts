import { lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { portSchema, protocolSchema } from '#shared/model/port-spec';
import { appError } from '#shared/result/app-error';
import { fixRecordSchema } from './fix';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Message } from '#shared/messages/message';

const publishIntentSchema = z.object({
  id: z.string(),
  target: z.object({ id: z.string(), name: z.string() }),
  protocol: protocolSchema,
  hostIp: z.string(),
  hostPort: portSchema,
  containerPort: portSchema,
  dnat: z.boolean(),
  proxy: z.boolean(),
  /** Absent in a state from before these could be switched off. */
  forward: z.boolean().default(true),
  masquerade: z.boolean().default(true),
});

const bridgeIntentSchema = z.object({ name: z.string(), address: z.string(), mac: z.string() });

const attachIntentSchema = z.object({
  id: z.string(),
  target: z.object({ id: z.string(), name: z.string() }),
  bridge: z.string(),
  interface: z.string(),
  address: z.string(),
});

const stateSchema = z.object({
  version: z.literal(1),
  publications: z.array(publishIntentSchema).readonly(),
  /** Absent in a state from before these existed. */
  bridges: z.array(bridgeIntentSchema).readonly().default([]),
  attachments: z.array(attachIntentSchema).readonly().default([]),
  /** The fixes that the doctor applied, with their undo. */
  fixes: z.array(fixRecordSchema).readonly().default([]),
  /** Values of sysctls before Portolan set them. */
  sysctls: z.record(z.string(), z.string()),
  /** Bridge ports whose hairpin flag Portolan has set. */
  hairpins: z.array(z.string()).readonly(),
  /** Tables that did not exist before Portolan wrote to them, as `4:nat`. */
  createdTables: z.array(z.templateLiteral([z.literal([4, 6]), ':', z.string()])).readonly(),
});

/** Everything that the helper must know after a crash. */
export type State = Readonly<z.infer<typeof stateSchema>>;

/** The kernel's values before Portolan changed them. */
export type KernelMemory = Pick<State, 'sysctls' | 'hairpins' | 'createdTables'>;

/** What the user asked for. */
export type Intents = Pick<State, 'publications' | 'bridges' | 'attachments'>;

export const emptyState: State = {
  version: 1,
  publications: [],
  bridges: [],
  attachments: [],
  fixes: [],
  sysctls: {},
  hairpins: [],
  createdTables: [],
};

const fileName = 'state.json';
/** The content of the file before the last save. */
const previousName = 'state.previous.json';

/**
 * Saves the state in a folder. A save is atomic: it writes and syncs a new file, then renames it
 * over the old one, which stays beside it as the last good state.
 */
export class StateStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Reads the last good state.
   *
   * @returns the state, with a warning when the newest file could not be used
   */
  async load(): Promise<{ readonly state: State; readonly warning?: Message }> {
    const newest = await readState(join(this.#folder, fileName));
    if (newest.ok) return { state: newest.value };
    const previous = await readState(join(this.#folder, previousName));
    if (previous.ok && newest.error === 'missing') return { state: previous.value };
    if (newest.error === 'missing') return { state: emptyState };
    const path = join(this.#folder, fileName);
    const warning = msg('warning.savedState', { path, reason: newest.error });
    return { state: previous.ok ? previous.value : emptyState, warning };
  }

  /** Saves the state durably. On failure the state on disk does not change. */
  async save(state: State): Promise<Result<void>> {
    const path = join(this.#folder, fileName);
    const temporary = join(this.#folder, `.state.${String(process.pid)}.tmp`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await rm(temporary, { force: true });
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(state, null, 1)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      if (await isRegularFile(path)) await rename(path, join(this.#folder, previousName));
      await rename(temporary, path);
      await syncFolder(dirname(path));
      return ok(undefined);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      const reason = error instanceof Error ? error.message : String(error);
      return err(
        appError('PERMISSION_DENIED', msg('error.cannotSave', { folder: this.#folder, reason }), {
          folder: this.#folder,
        }),
      );
    }
  }
}

async function readState(path: string): Promise<Result<State, Message | 'missing'>> {
  try {
    if (!(await isRegularFile(path))) {
      return err((await exists(path)) ? msg('warning.stateNotFile') : 'missing');
    }
    const parsed = stateSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? ok(parsed.data) : err(msg('warning.stateForm'));
  } catch {
    return err(msg('warning.stateBroken'));
  }
}

/** Symbolic links in the file's place are not followed: another user may have created them. */
async function isRegularFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
