import { describe, expect, it } from 'vitest';
import { familyOf, installCommand } from './distribution.mjs';

describe('familyOf', () => {
  it.each([
    ['ID=debian\n', 'debian'],
    ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'debian'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['ID=fedora\n', 'fedora'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['ID=endeavouros\nID_LIKE=arch\n', 'arch'],
    ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'suse'],
    ['ID=nixos\nVERSION_ID="debian"\n', null],
    ['', null],
  ])('reads %j', (text, family) => {
    expect(familyOf(text)).toBe(family);
  });
});

describe('installCommand', () => {
  it('is one line that a person can paste', () => {
    expect(installCommand('fedora', ['iproute', 'curl'])).toBe(
      'sudo dnf install --assumeyes iproute curl',
    );
  });
});
