import { expect, it } from 'vitest';
import { parseRights } from './parse-rights';

it('reads the sets of a thread, and whether they are final', () => {
  const status = `Name:\tnode
CapInh:\t0000000000000000
CapPrm:\t0000000000283d04
CapEff:\t0000000000001000
CapBnd:\t000001ffffffffff
CapAmb:\t0000000000000000
NoNewPrivs:\t1
`;
  expect(parseRights(status)).toEqual({
    inheritable: 0n,
    permitted: 0x283d04n,
    effective: 0x1000n,
    bounding: 0x1ffffffffffn,
    isFinal: true,
  });
});

it('takes what is absent as empty and not final', () => {
  expect(parseRights('Name:\tCapPrm:\t1\n')).toEqual({
    inheritable: 0n,
    permitted: 0n,
    effective: 0n,
    bounding: 0n,
    isFinal: false,
  });
});
