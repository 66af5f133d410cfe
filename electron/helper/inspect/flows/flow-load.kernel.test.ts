import { expect, test } from 'vitest';
import { measureLoad } from '../../../e2e/flow-load';

test('ten seconds of 5,000 new connections a second: each is counted, or its loss is', async () => {
  const { sent, told, created, unseen, omitted } = await measureLoad({ rate: 5_000, seconds: 10 });
  expect(sent).toBe(50_000);
  expect(created + unseen).toBe(sent);
  // Nothing is lost on the way to the client but what it is told of.
  if (omitted === 0) expect(told.new).toBe(created);
  else expect(told.new + omitted).toBeGreaterThanOrEqual(created);
});
