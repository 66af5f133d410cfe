import { test } from 'vitest';
import { expectCounted } from '../machines/expect-counted';
import { measureLoad } from '../machines/flow-load';

test('ten seconds of 5,000 new connections a second: each is counted, or its loss is', async () => {
  expectCounted(await measureLoad({ rate: 5_000, seconds: 10 }), 50_000);
}, 300_000);
