import { expect, test } from 'vitest';
import { measureLoad } from '../machines/flow-load';

test('a minute of 5,000 new connections a second: each is counted, or its loss is', async () => {
  const load = await measureLoad({ rate: 5_000, seconds: 60 });
  console.log(load);
  expect(load.sent).toBe(300_000);
  expect(load.repeated).toBe(0);
  expect(load.created + load.unseen, load.others.join('\n')).toBe(load.sent + load.foreign);
  expect(load.ended + load.standing).toBe(load.created + load.present);
  expect(load.standing).toBeLessThanOrEqual(load.foreign + load.present);
  // The client receives everything but what is reported as omitted.
  if (load.omitted === 0) expect(load.reported.new + load.foreign).toBe(load.created);
  else expect(load.reported.new + load.foreign + load.omitted).toBeGreaterThanOrEqual(load.created);
});
