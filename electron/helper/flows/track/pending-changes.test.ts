import { expect, test } from 'vitest';
import { PendingChanges } from './pending-changes';
import { TrackedFlow } from './tracked-flow';

const flow = (id: number) =>
  new TrackedFlow(
    {
      kind: 'new',
      id,
      protocol: 'tcp',
      state: undefined,
      replied: false,
      original: { src: '192.0.2.2', dst: '192.0.2.1' },
      reply: { src: '192.0.2.1', dst: '192.0.2.2' },
    },
    String(id),
    'reported',
    0,
  );

test('changes of a flow become one entry, and a short flow keeps its beginning and end', () => {
  const pending = new PendingChanges();
  const [short, old, busy] = [flow(1), flow(2), flow(3)];
  pending.began(short);
  pending.changed(busy);
  pending.changed(short);
  pending.ended(old);
  pending.ended(short);
  pending.changed(busy);
  expect(pending.take(1)).toEqual([{ flow: short, began: true, ended: true }]);
  expect(pending.take(9)).toEqual([
    { flow: busy, began: false, ended: false },
    { flow: old, began: false, ended: true },
  ]);
  expect(pending.size).toBe(0);
});
