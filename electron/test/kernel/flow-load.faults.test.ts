import { test } from 'vitest';
import { expectCounted } from '../machines/expect-counted';
import { measureLoad } from '../machines/flow-load';

test('a minute of 5,000 new connections a second: each is counted, or its loss is', async () => {
  const load = await measureLoad({ rate: 5_000, seconds: 60 });
  console.log(load);
  expectCounted(load, 300_000);
});
