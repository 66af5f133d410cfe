import { expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { jumpFix } from './known-fixes';

const ours = '-A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment portolan:jump';
const theirs = [
  '-A PREROUTING -m comment --comment "two words" -j PORTOLAN-DNAT',
  '-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.9',
];

/** The commands that put our jump first in PREROUTING among these rules. */
function commands(...rules: readonly string[]): readonly string[] | undefined {
  const text = ['*nat', ':PREROUTING ACCEPT', ':PORTOLAN-DNAT -', ...rules, 'COMMIT', ''];
  const tables = parseIptablesSave(text.join('\n'));
  return jumpFix({ tables }, { origin: 'portolan' }, 'PREROUTING', 4)?.commands;
}

it('moves our own jump only, not another rule that leads to our chain', () => {
  const jump =
    'PREROUTING -m addrtype --dst-type LOCAL -m comment --comment portolan:jump -j PORTOLAN-DNAT';
  expect(commands(...theirs, `${ours} -j PORTOLAN-DNAT`)).toEqual([
    `iptables -t nat -D ${jump}`,
    `iptables -t nat -I ${jump.replace('PREROUTING', 'PREROUTING 1')}`,
  ]);
  expect(commands(...theirs)).toBeUndefined();
  expect(commands(`${ours} -j PORTOLAN-DNAT`, ...theirs)).toBeUndefined();
});
