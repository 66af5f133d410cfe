import { describe, expect, it } from 'vitest';
import { allCapabilities, capabilitiesFor, type Capability } from './capabilities';
import { boundingOptions, rightsOf } from './program-rights';

describe('the capabilities of a program', () => {
  it('are those of the use that the helper makes of it', () => {
    expect(rightsOf('ip', ['-oneline', 'monitor', 'all-nsid', 'link'])).toEqual(['NET_BROADCAST']);
    expect(rightsOf('ip', ['link', 'set', 'lo', 'up'])).toEqual(['NET_ADMIN']);
    expect(rightsOf('ip', ['-n', 'c1', 'link'])).toEqual(['NET_ADMIN', 'SYS_ADMIN']);
    expect(rightsOf('ip', ['netns', 'add', 'c1'])).toEqual(['NET_ADMIN', 'SYS_ADMIN']);
    expect(rightsOf('conntrack', ['-E'])).toEqual(['NET_ADMIN']);
  });

  it('are within those of the helper, but for what runs before it gives them up', () => {
    const early: readonly Capability[] = ['SYS_RESOURCE', 'SYS_MODULE'];
    for (const name of [
      'ip',
      'nsenter',
      'xargs',
      'unshare',
      'iptables',
      'lsns',
      'mount',
    ] as const) {
      expect(allCapabilities).toEqual(expect.arrayContaining([...rightsOf(name, [])]));
    }
    expect([...rightsOf('prlimit', []), ...rightsOf('modprobe', [])]).toEqual(early);
  });

  it('are written as setpriv takes them', () => {
    expect(boundingOptions([])).toEqual(['--bounding-set', '-all']);
    expect(boundingOptions(['NET_ADMIN', 'NET_RAW'])).toEqual([
      '--bounding-set',
      '-all,+net_admin,+net_raw',
    ]);
  });
});

it('gives a helper the rights over what is not root’s only for its duties', () => {
  const none = capabilitiesFor({ servesUser: false, usesForeignSockets: false });
  expect(none).not.toEqual(expect.arrayContaining(['CHOWN']));
  expect(none).not.toEqual(expect.arrayContaining(['DAC_OVERRIDE']));
  expect(capabilitiesFor({ servesUser: true, usesForeignSockets: true })).toEqual(allCapabilities);
});
