import { describe, expect, it } from 'vitest';
import { inEnglish } from '../messages/english';
import { msg, toEnglish, type Message } from '../messages/message';
import type { Snapshot } from './snapshot';
import { parseSnapshotFile, printSnapshotFile } from './snapshot-format';

const snapshot: Snapshot = {
  revision: 7,
  host: {
    hostname: 'far',
    interfaces: [],
    ipForward: true,
    firewall: { backend: 'nft', forwardPolicy: 'DROP' },
    listeners: [],
  },
  bridges: [],
  endpoints: [],
  publications: [],
  attachments: [],
  stale: [
    {
      part: 'docker',
      reason: msg('stale.late', { seconds: 2 }),
      since: '2026-01-02T03:04:03.000Z',
    },
  ],
};
const savedAt = '2026-01-02T03:04:05.000Z';

const [stale] = snapshot.stale ?? [];
/** A message in a message, and so on. */
const nestedMessage = Array(1_000)
  .fill(null)
  .reduce<Message>((text) => ({ key: 'text.verbatim', values: { text } }), { key: 'stale.late' });

describe('a snapshot in a file', () => {
  it('is read as it was written, with its time', () => {
    expect(parseSnapshotFile(printSnapshotFile(snapshot, savedAt))).toEqual({
      ok: true,
      value: { snapshot, savedAt },
    });
  });

  it('may be the output of the command line', () => {
    for (const json of [snapshot, { ok: true, value: snapshot }]) {
      expect(parseSnapshotFile(JSON.stringify(json))).toEqual({
        ok: true,
        value: { snapshot, savedAt: null },
      });
    }
  });

  it('may come from a version that wrote English with the messages beside it', () => {
    const reason = toEnglish(msg('stale.late', { seconds: 2 }));
    const [part] = snapshot.stale ?? [];
    const wordings = { reason: part?.reason };
    const json = JSON.stringify({ ...snapshot, stale: [{ ...part, reason, wordings }] });
    expect(parseSnapshotFile(json)).toEqual({
      ok: true,
      value: { snapshot: inEnglish(snapshot), savedAt: null },
    });
  });

  const refused: readonly (readonly [text: string, reason: string])[] = [
    ['', 'not JSON'],
    ['\u0000\u0001', 'not JSON'],
    ['[]', 'expected object'],
    ['null', 'expected object'],
    ['{"ok":false,"error":{"code":"TIMED_OUT","message":""}}', 'at revision'],
    [JSON.stringify({ ...snapshot, format: 'else' }), 'at format'],
    [JSON.stringify({ ...snapshot, savedAt: 'yesterday' }), 'at savedAt'],
    [JSON.stringify({ ...snapshot, bridges: [{ name: 7 }] }), 'at bridges.0.name'],
    [JSON.stringify({ ...snapshot, stale: [{ ...stale, since: 'never' }] }), 'at stale.0.since'],
    [JSON.stringify({ ...snapshot, revision: 0.5 }), 'at revision'],
    [JSON.stringify(snapshot).replace('"revision":7', '"revision":1e999'), 'at revision'],
    [JSON.stringify({ ...snapshot, endpoints: Array(2_001).fill({}) }), 'more than 2000 endpoints'],
    [JSON.stringify({ ...snapshot, bridges: Array(501).fill({}) }), 'more than 500 bridges'],
    [JSON.stringify({ ...snapshot, other: 'x'.repeat(4_097) }), 'more than 4096 characters'],
    [JSON.stringify({ ...snapshot, other: Array(1_000_000).fill(0) }), 'more than 1000000 values'],
    ['['.repeat(1_000_000), 'more than 32 levels'],
    [`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'more than 32 levels'],
    [JSON.stringify({ ...snapshot, stale: [{ ...stale, reason: nestedMessage }] }), '32 levels'],
  ];
  // The reason first, because some texts are too long for a title.
  it.each(refused.map(([text, reason]) => [reason, text]))('is refused: %s', (reason, text) => {
    expect(inEnglish(parseSnapshotFile(text))).toMatchObject({
      ok: false,
      error: { code: 'BAD_REQUEST', message: expect.stringContaining(reason) as string },
    });
  });
});
