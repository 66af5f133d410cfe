// @ts-check
/**
 * The system packages that Portolan needs, by family of distributions. An entry is a package name,
 * or a list of alternative names, of which the first one that the system knows is installed.
 *
 * @typedef {'debian' | 'fedora' | 'arch' | 'suse'} Family
 * @typedef {'start' | 'test' | 'bench'} Purpose
 * @typedef {string | readonly string[]} PackageName
 * @typedef {Readonly<Record<Family, readonly PackageName[]>>} PackageList
 */

/** Programs that the helper calls, and libraries that Electron links to. */
/** @type {PackageList} */
const base = {
  debian: [
    'iproute2',
    'iptables',
    'nftables',
    'conntrack',
    'util-linux',
    'curl',
    ['libgtk-3-0t64', 'libgtk-3-0'],
    'libnss3',
    ['libasound2t64', 'libasound2'],
    'libgbm1',
    ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
    ['libcups2t64', 'libcups2'],
    'libxkbcommon0',
    'libdrm2',
    'libxss1',
    'fonts-noto-cjk',
  ],
  fedora: [
    'iproute',
    'iptables-nft',
    'nftables',
    'conntrack-tools',
    'util-linux',
    'curl',
    'gtk3',
    'nss',
    'alsa-lib',
    'mesa-libgbm',
    'at-spi2-atk',
    'cups-libs',
    'libxkbcommon',
    'libdrm',
    'libXScrnSaver',
    'google-noto-sans-cjk-fonts',
  ],
  arch: [
    'iproute2',
    'iptables-nft',
    'nftables',
    'conntrack-tools',
    'util-linux',
    'curl',
    'gtk3',
    'nss',
    'alsa-lib',
    'mesa',
    'at-spi2-core',
    'libcups',
    'libxkbcommon',
    'libdrm',
    'libxss',
    'noto-fonts-cjk',
  ],
  suse: [
    'iproute2',
    'iptables',
    'nftables',
    'conntrack-tools',
    'util-linux',
    'curl',
    'libgtk-3-0',
    'mozilla-nss',
    'libasound2',
    'libgbm1',
    'libatk-bridge-2_0-0',
    'libcups2',
    'libxkbcommon0',
    'libdrm2',
    'libXss1',
    'google-noto-sans-cjk-fonts',
  ],
};

/** A virtual display, for machines without one. */
/** @type {PackageList} */
const headless = {
  debian: ['xvfb', 'xauth'],
  fedora: ['xorg-x11-server-Xvfb', 'xauth'],
  arch: ['xorg-server-xvfb', 'xorg-xauth'],
  suse: ['xorg-x11-server-Xvfb', 'xauth'],
};

/**
 * The tests start their own container engines, with an image that they make, and their own polkit.
 * On Debian they also run firewalld (unpacked-packages.mjs), which is written in Python.
 */
/** @type {PackageList} */
const test = {
  debian: [
    ...headless.debian,
    'docker.io',
    ['docker-cli', 'docker.io'],
    'podman',
    'netavark',
    'aardvark-dns',
    'busybox-static',
    'dbus',
    'polkitd',
    'pkexec',
    'python3-dbus',
    'python3-gi',
    'python3-nftables',
  ],
  fedora: [...headless.fedora, 'moby-engine', 'podman', 'busybox', 'dbus-daemon', 'polkit'],
  arch: [...headless.arch, 'docker', 'podman', 'netavark', 'runc', 'busybox', 'dbus', 'polkit'],
  suse: [...headless.suse, 'docker', 'podman', 'busybox-static', 'dbus-1', 'polkit'],
};

/** Programs that the benchmarks compare with or measure with. */
/** @type {PackageList} */
const bench = {
  debian: ['iperf3', 'wrk', 'haproxy'],
  fedora: ['iperf3', 'wrk', 'haproxy'],
  arch: ['iperf3', 'wrk', 'haproxy'],
  suse: ['iperf', 'wrk', 'haproxy'],
};

/**
 * @param {Family} family
 * @param {Purpose} purpose
 * @param {boolean} hasDisplay whether there is an X or Wayland display
 * @returns {readonly PackageName[]} without duplicates
 */
export function packagesFor(family, purpose, hasDisplay) {
  const names = [
    ...base[family],
    ...(hasDisplay ? [] : headless[family]),
    ...(purpose === 'start' ? [] : test[family]),
    ...(purpose === 'bench' ? bench[family] : []),
  ];
  return [...new Map(names.map((name) => [String(name), name])).values()];
}
