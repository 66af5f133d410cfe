// @ts-check
import { installCommand, thisFamily } from './distribution.mjs';
import { packagesFor } from './packages.mjs';
import { withoutStartingServices } from './quiet-install.mjs';
import { capture, progress, run, SetupError } from './steps.mjs';

/**
 * @typedef {import('./packages.mjs').Family} Family
 * @typedef {import('./packages.mjs').PackageName} PackageName
 * @typedef {import('./packages.mjs').Purpose} Purpose
 */

/**
 * Installs missing system packages as root on a Debian-like system; elsewhere fails with the
 * command that installs them.
 *
 * @param {Purpose} purpose
 * @throws {SetupError} with the command for the user's distribution
 */
export async function ensureSystemPackages(purpose) {
  const family = thisFamily();
  if (family === null) {
    progress('unknown distribution: its packages are not checked');
    return;
  }
  const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  const missing = missingPackages(family, packagesFor(family, purpose, hasDisplay));
  if (missing.length === 0) return;
  if (family !== 'debian' || process.getuid?.() !== 0) {
    throw new SetupError(
      'these system packages are missing. Install them and start again:\n\n' +
        `  ${installCommand(family, missing.map(firstName))}\n`,
    );
  }
  await withoutStartingServices(() => installOnDebian(missing));
}

/**
 * @param {Family} family
 * @param {readonly PackageName[]} wanted
 */
function missingPackages(family, wanted) {
  const installed = installedPackages(family, wanted.flat());
  return wanted.filter((name) => ![name].flat().some((one) => installed.has(one)));
}

/**
 * Returns those of the packages that are installed.
 *
 * @param {Family} family
 * @param {readonly string[]} names
 * @returns {ReadonlySet<string>}
 */
function installedPackages(family, names) {
  if (family === 'debian') {
    const format = '${Package} ${db:Status-Status}\\n';
    const lines = capture('dpkg-query', ['--show', `--showformat=${format}`, ...names]).stdout;
    return new Set(
      lines.split('\n').flatMap((line) => {
        const [name, status] = line.split(' ');
        return name !== undefined && status === 'installed' ? [name] : [];
      }),
    );
  }
  if (family === 'arch') {
    const unknown = capture('pacman', ['--deptest', ...names]).stdout.split('\n');
    return new Set(names.filter((name) => !unknown.includes(name)));
  }
  // rpm prints a line for each name in turn; --whatprovides also finds renamed packages.
  return new Set(
    names.filter((name) => capture('rpm', ['--query', '--whatprovides', name]).status === 0),
  );
}

/** @param {readonly PackageName[]} missing */
async function installOnDebian(missing) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = ['-o', 'DPkg::Lock::Timeout=120', '--quiet', '--quiet'];
  progress(`installing system packages: ${missing.map(firstName).join(' ')}`);
  let names = missing.map(knownName);
  if (names.includes(null) || !(await installAll(names))) {
    progress('refreshing the package lists');
    await run('apt-get', [...apt, 'update'], { env });
    names = missing.map(knownName);
    if (!(await installAll(names))) {
      throw new SetupError(
        `apt-get could not install: ${missing.map(firstName).join(' ')}\nSee its output above.`,
      );
    }
  }

  /** @param {readonly (string | null)[]} wanted */
  async function installAll(wanted) {
    const known = wanted.filter((name) => name !== null);
    const install = [...apt, 'install', '--yes', '--no-install-recommends', ...known];
    return known.length === wanted.length && (await run('apt-get', install, { env })) === 0;
  }
}

/**
 * @param {PackageName} name
 * @returns {string | null} the first of its names that apt can install, or null
 */
function knownName(name) {
  const names = [name].flat();
  const policy = capture('apt-cache', ['policy', ...names]).stdout;
  const installable = new Set(
    policy
      .split(/\n(?=\S)/)
      .filter((part) => /Candidate: (?!\(none\))/.test(part))
      .map((part) => part.slice(0, part.indexOf(':'))),
  );
  return names.find((one) => installable.has(one)) ?? null;
}

/** @param {PackageName} name */
function firstName(name) {
  const names = [name].flat();
  if (names.length === 1) return String(names[0]);
  return knownName(name) ?? String(names.at(-1));
}
