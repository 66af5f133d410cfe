import { expect, it } from 'vitest';
import { commandText, namespaceOf } from './namespace';

it('refers to a namespace by name where it has one, else by a process', () => {
  const holder = { pid: 7, process: 'sleep' };
  expect(namespaceOf({ runtime: 'netns', name: 'c1', pid: 7 })).toEqual({ name: 'c1' });
  expect(namespaceOf({ runtime: 'netns', name: 'sleep-7', pid: 7, holder })).toEqual({ pid: 7 });
  expect(namespaceOf({ runtime: 'docker', name: 'web', pid: 7 })).toEqual({ pid: 7 });
  expect(namespaceOf({ runtime: 'podman', name: 'web', pid: 7, namespace: 'netns-1' })).toEqual({
    name: 'netns-1',
  });
  expect(namespaceOf({ runtime: 'docker', name: 'web' })).toBeNull();
});

it('words a command for the place where it runs', () => {
  const args = ['link', 'set', 'dev', 'eth0', 'alias', 'a b'];
  expect(commandText(null, 'ip', args)).toBe("ip link set dev eth0 alias 'a b'");
  expect(commandText({ name: 'c1' }, 'ip', ['route'])).toBe('ip -n c1 route');
  expect(commandText({ name: 'c1' }, 'nft', ['list'])).toBe('ip netns exec c1 nft list');
  expect(commandText({ pid: 7 }, 'ip', ['route'])).toBe('nsenter -t 7 -n ip route');
});
