import { expect, test } from 'vitest';
import { measureLoad } from '../machines/flow-load';

test('ten seconds of 5,000 new connections a second: each is counted, or its loss is', async () => {
  const load = await measureLoad({ rate: 5_000, seconds: 10 });
  const { sent, reported, created, ended, unseen, omitted, foreign, repeated } = load;
  const { present, standing } = load;
  expect(sent).toBe(50_000);
  expect(repeated).toBe(0);
  expect(created + unseen, load.others.join('\n')).toBe(sent + foreign);
  expect(ended + standing).toBe(created + present);
  expect(standing).toBeLessThanOrEqual(foreign + present);
  // The client receives everything but what is reported as omitted.
  if (omitted === 0) expect(reported.new + foreign).toBe(created);
  else expect(reported.new + foreign + omitted).toBeGreaterThanOrEqual(created);
}, 300_000);
