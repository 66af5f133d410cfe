// @ts-check
import { readFileSync } from 'node:fs';

/** @typedef {import('./packages.mjs').Family} Family */

/**
 * Finds the family of distributions that a machine belongs to.
 *
 * @param {string} osRelease the text of /etc/os-release, see os-release(5)
 * @returns {Family | null} null for an unknown one
 */
export function familyOf(osRelease) {
  const words = osRelease
    .split('\n')
    .filter((line) => /^(ID|ID_LIKE)=/.test(line))
    .flatMap((line) =>
      line
        .slice(line.indexOf('=') + 1)
        .replaceAll(/["']/g, '')
        .split(/\s+/),
    );
  if (words.some((word) => word === 'debian' || word === 'ubuntu')) return 'debian';
  if (words.some((word) => word === 'fedora' || word === 'rhel')) return 'fedora';
  if (words.includes('arch')) return 'arch';
  if (words.some((word) => word.includes('suse') || word === 'sles')) return 'suse';
  return null;
}

/** @returns {Family | null} the family of this machine */
export function thisFamily() {
  try {
    return familyOf(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return null;
  }
}

/**
 * The command that installs packages, ready to paste into a terminal.
 *
 * @param {Family} family
 * @param {readonly string[]} names
 */
export function installCommand(family, names) {
  const programs = {
    debian: 'sudo apt-get install --yes --no-install-recommends',
    fedora: 'sudo dnf install --assumeyes',
    arch: 'sudo pacman --sync --needed --noconfirm',
    suse: 'sudo zypper --non-interactive install --no-recommends',
  };
  return `${programs[family]} ${names.join(' ')}`;
}
