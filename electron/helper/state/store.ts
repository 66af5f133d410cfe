import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseAddress, parseCidr } from '#shared/model/address';
import { parseJson } from '#shared/model/bounded-json';
import { portSchema, protocolSchema } from '#shared/model/port-spec';
import { msg, type Message } from '#shared/messages/message';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { readBoundedFile } from '#transport/bounded-file';
import { checkFolder } from '#transport/trusted-path';
import { sysctlKeySchema, sysctlValueSchema } from './allowed-change';
import { fixRecordSchema } from './fix';
import { holdLock, isAbandonedLock, type HeldLock } from './held-lock';
import {
  isSameNamespace,
  namespaceIdentitySchema,
  stillExists,
  type NamespaceIdentity,
} from './namespace-identity';

/** What may become part of a rule or a command is checked as when it was asked for. */
const idSchema = z.string().regex(/^[A-Za-z0-9:_.-]{1,200}$/);
const interfaceSchema = z.string().regex(/^(?!-)[A-Za-z0-9_.-]{1,15}$/);
const addressSchema = z.string().refine((text) => {
  const address = parseAddress(text);
  return address.ok && address.value === text;
}, 'not a canonical address');
const cidrSchema = z.string().refine((text) => parseCidr(text).ok, 'not a network');
const targetSchema = z.object({ id: z.string().max(300), name: z.string().max(300) });

const publishIntentSchema = z.object({
  id: idSchema,
  target: targetSchema,
  protocol: protocolSchema,
  hostIp: z.union([z.literal('*'), addressSchema]),
  hostPort: portSchema,
  containerPort: portSchema,
  dnat: z.boolean(),
  proxy: z.boolean(),
  /** Absent in a state from before these could be switched off. */
  forward: z.boolean().default(true),
  masquerade: z.boolean().default(true),
});

const bridgeIntentSchema = z.object({
  name: interfaceSchema,
  address: cidrSchema,
  mac: z.string().regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/),
});

const attachIntentSchema = z.object({
  id: idSchema,
  target: targetSchema,
  bridge: interfaceSchema,
  interface: interfaceSchema,
  address: cidrSchema,
});

const stateSchema = z.object({
  version: z.literal(1),
  /** Where the changes to the kernel were made; absent in a state from before this was saved. */
  namespace: namespaceIdentitySchema.optional(),
  publications: z.array(publishIntentSchema).readonly(),
  /** Absent in a state from before these existed. */
  bridges: z.array(bridgeIntentSchema).readonly().default([]),
  attachments: z.array(attachIntentSchema).readonly().default([]),
  /** The fixes that the doctor applied, with their undo. One of another form is left out. */
  fixes: z
    .array(z.unknown())
    .transform((fixes) => fixes.flatMap((fix) => fixRecordSchema.safeParse(fix).data ?? []))
    .readonly()
    .default([]),
  /** Values of sysctls before Portolan set them. Those that it never sets are left out. */
  sysctls: z.record(z.string(), z.unknown()).transform((sysctls) =>
    Object.fromEntries(
      Object.entries(sysctls).flatMap(([key, value]) => {
        const entry = z.tuple([sysctlKeySchema, sysctlValueSchema]).safeParse([key, value]).data;
        return entry === undefined ? [] : [entry];
      }),
    ),
  ),
  /** Bridge ports whose hairpin flag Portolan has set. */
  hairpins: z.array(z.string().max(15)).readonly(),
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

/** Nothing to undo in a kernel. */
const noMemory: KernelMemory & Pick<State, 'fixes'> = {
  sysctls: {},
  hairpins: [],
  createdTables: [],
  fixes: [],
};

const fileName = 'state.json';
/** The content of the file before the last save. */
const previousName = 'state.previous.json';
/** Only the helper that holds the lock of this file reads or writes the folder. */
const lockName = 'lock';
/** A save that was stopped half-way. */
const unfinished = /^\.state\.[0-9]+\.tmp$/;

/** The most that is read of a state, in bytes: some 100,000 publications. */
const sizeLimit = 64 * 1024 * 1024;

/** The state as it was loaded. */
export interface LoadedState {
  readonly state: State;
  /** Why the newest file could not be used. */
  readonly warning?: Message;
}

/**
 * Saves the state in a folder. A save is atomic: it writes and syncs a new file, then renames it
 * over the old one, which stays beside it as the last good state.
 */
export class StateStore {
  readonly #folder: string;
  readonly #namespace: NamespaceIdentity;
  readonly #lock: HeldLock;

  private constructor(folder: string, namespace: NamespaceIdentity, lock: HeldLock) {
    this.#folder = folder;
    this.#namespace = namespace;
    this.#lock = lock;
  }

  /**
   * Takes a folder for this helper, and creates it when it does not exist. Only root may be able to
   * write there, because what the state says is carried out.
   *
   * @param namespace where this helper acts
   * @returns UNTRUSTED_PATH, NAME_IN_USE when another helper uses the folder, or PERMISSION_DENIED
   */
  static async open(folder: string, namespace: NamespaceIdentity): Promise<Result<StateStore>> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const trusted = await checkStateFolder(folder);
      if (!trusted.ok) return trusted;
      const lock = await holdLock(join(folder, lockName));
      if ('holder' in lock) {
        const text = msg('launch.stateTaken', { folder, pid: lock.holder });
        return err(appError('NAME_IN_USE', text, { folder, pid: Number(lock.holder) }));
      }
      const left = (await readdir(folder)).filter((name) => unfinished.test(name));
      for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
      return ok(new StateStore(folder, namespace, lock));
    } catch (error) {
      return err(cannotSave(folder, error));
    }
  }

  /**
   * Looks at a folder without taking it or creating anything.
   *
   * @returns null when there is none; the errors of {@link open} and {@link load}
   */
  static async peek(
    folder: string,
    namespace: NamespaceIdentity,
  ): Promise<Result<LoadedState | null>> {
    if (!(await exists(folder))) return ok(null);
    const trusted = await checkStateFolder(folder);
    if (!trusted.ok) return trusted;
    return new StateStore(folder, namespace, { release: () => Promise.resolve() }).load();
  }

  /**
   * The files in a folder that a killed helper left behind, unless another helper uses it; {@link
   * open} removes them.
   */
  static async leftovers(folder: string): Promise<readonly string[]> {
    if (!(await exists(folder)) || !(await checkStateFolder(folder)).ok) return [];
    const all = await readdir(folder);
    const isLocked = all.includes(lockName);
    if (isLocked && !(await isAbandonedLock(join(folder, lockName)))) return [];
    const names = all.filter((name) => unfinished.test(name)).sort();
    return [...(isLocked ? [lockName] : []), ...names].map((name) => join(folder, name));
  }

  /** Leaves the folder to another helper. */
  close(): Promise<void> {
    return this.#lock.release();
  }

  /**
   * Reads the last good state. Changes to the kernel that it remembers of an earlier boot, or of a
   * namespace that is gone, are forgotten: they are gone too.
   *
   * @returns the state, with a warning when the newest file could not be used; NAME_IN_USE when it
   *   belongs to another namespace that still exists
   */
  async load(): Promise<Result<LoadedState>> {
    const loaded = await this.#read();
    const { namespace } = loaded.state;
    if (namespace === undefined || isSameNamespace(namespace, this.#namespace)) return ok(loaded);
    if (await stillExists(namespace, this.#namespace)) {
      const place = `net:[${String(namespace.inode)}]`;
      const text = msg('launch.stateElsewhere', { folder: this.#folder, namespace: place });
      return err(appError('NAME_IN_USE', text, { folder: this.#folder, namespace: place }));
    }
    return ok({ ...loaded, state: { ...loaded.state, ...noMemory } });
  }

  async #read(): Promise<LoadedState> {
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
  async save(content: State): Promise<Result<void>> {
    const path = join(this.#folder, fileName);
    const temporary = join(this.#folder, `.state.${String(process.pid)}.tmp`);
    const head = { version: content.version, namespace: this.#namespace };
    const state: State = { ...head, ...content, ...head };
    try {
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
      return err(cannotSave(this.#folder, error));
    }
  }
}

function cannotSave(folder: string, error: unknown): AppError {
  const reason = error instanceof Error ? error.message : String(error);
  return appError('PERMISSION_DENIED', msg('error.cannotSave', { folder, reason }), { folder });
}

/** The folder belongs to the helper's own user, who alone can read and write there. */
async function checkStateFolder(folder: string): Promise<Result<void>> {
  const own = process.getuid?.() ?? 0;
  const stats = await lstat(folder);
  const problem = !stats.isDirectory()
    ? msg('trust.notFolder', { path: folder })
    : stats.uid !== own
      ? msg('trust.notOwner', { path: folder, uid: String(stats.uid) })
      : (stats.mode & 0o077) !== 0
        ? msg('trust.openToOthers', { path: folder })
        : null;
  if (problem !== null) return err(appError('UNTRUSTED_PATH', problem, { folder }));
  return checkFolder(folder, [own]);
}

async function readState(path: string): Promise<Result<State, Message | 'missing'>> {
  const file = await readBoundedFile(path, { limit: sizeLimit, followLink: false });
  if (!file.ok) {
    return err((await exists(path)) ? msg('warning.stateNotFile') : 'missing');
  }
  const json = parseJson(file.value.bytes.toString('utf8'));
  if (json === undefined) return err(msg('warning.stateBroken'));
  const parsed = stateSchema.safeParse(json);
  return parsed.success ? ok(parsed.data) : err(msg('warning.stateForm'));
}

/** Symbolic links in the file's place are not followed. */
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
