import { describe, expect, it } from 'vitest';
import { inEnglish } from '../messages/english';
import { msg, toEnglish } from '../messages/message';
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

  it.each([
    ['', 'not JSON'],
    ['\u0000\u0001', 'not JSON'],
    ['[]', 'expected object'],
    ['null', 'expected object'],
    ['{"ok":false,"error":{"code":"TIMED_OUT","message":""}}', 'at revision'],
    [JSON.stringify({ ...snapshot, format: 'else' }), 'at format'],
    [JSON.stringify({ ...snapshot, savedAt: 'yesterday' }), 'at savedAt'],
    [JSON.stringify({ ...snapshot, bridges: [{ name: 7 }] }), 'at bridges.0.name'],
  ])('is refused with the reason: %s', (text, reason) => {
    expect(inEnglish(parseSnapshotFile(text))).toMatchObject({
      ok: false,
      error: { code: 'BAD_REQUEST', message: expect.stringContaining(reason) as string },
    });
  });
});
