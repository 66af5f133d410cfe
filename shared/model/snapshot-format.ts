import { z } from 'zod';
import { appError } from '../result/app-error';
import { err, ok, type Result } from '../result/result';
import { parseBoundedJson } from './bounded-json';
import { jsonText } from './json-text';
import { snapshotSchema, type Snapshot } from './snapshot';
import { msg } from '../messages/message';
import { excessOf, type JsonLimits } from './json-limits';

/** Marks a snapshot file among other JSON. */
const format = 'portolan-snapshot';

/**
 * Bounds what a file makes of the window, which draws most of it at once: a snapshot of 500
 * containers has some 100,000 values and no text of 1,000 characters.
 */
const limits: JsonLimits = {
  depth: 32,
  values: 1_000_000,
  text: 4_096,
  elements: {
    endpoints: 2_000,
    bridges: 500,
    publications: 5_000,
    attachments: 2_000,
    interfaces: 8_000,
    ports: 10_000,
    containers: 2_000,
    listeners: 100_000,
  },
};

/** A snapshot as a file holds it. */
export interface SavedSnapshot {
  readonly snapshot: Snapshot;
  /** When it was taken, as ISO 8601; null when the file does not say. */
  readonly savedAt: string | null;
}

const headSchema = z.object({
  format: z.literal(format).optional(),
  savedAt: z.iso.datetime().optional(),
});
/** The output of `portolan snapshot --json`, which is accepted too. */
const replySchema = z.object({ ok: z.literal(true), value: z.unknown() });

/** The text of a snapshot file: the snapshot itself, with the format and time in front. */
export function printSnapshotFile(snapshot: Snapshot, savedAt: string): string {
  return `${jsonText({ format, savedAt, ...snapshot }, 1)}\n`;
}

/**
 * Reads the text of a snapshot file: the output of {@link printSnapshotFile}, or of
 * `portolan snapshot --json`.
 *
 * @returns BAD_REQUEST with the first problem
 */
export function parseSnapshotFile(text: string): Result<SavedSnapshot> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const excess = excessOf(json.value, limits);
  if (excess !== null) return err(appError('BAD_REQUEST', excess));
  const reply = replySchema.safeParse(json.value);
  const head = headSchema.safeParse(reply.success ? {} : json.value);
  const snapshot = snapshotSchema.safeParse(reply.success ? reply.data.value : json.value);
  if (head.success && snapshot.success) {
    return ok({ snapshot: snapshot.data, savedAt: head.data.savedAt ?? null });
  }
  const issue = [...(head.error?.issues ?? []), ...(snapshot.error?.issues ?? [])][0];
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return err(
    appError('BAD_REQUEST', msg('file.notRecord', { problem: `${issue?.message ?? ''}${where}` })),
  );
}

function parseJson(text: string): Result<unknown> {
  const json = parseBoundedJson(text, limits.depth);
  if (json.ok) return json;
  const tooDeep = msg('file.tooDeep', { most: limits.depth });
  const why = json.error === 'too-deep' ? tooDeep : msg('file.notJson');
  return err(appError('BAD_REQUEST', why));
}
