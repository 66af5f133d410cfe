import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from './sandbox';

/** Of the machine of an engine, as `lan` sees it. */
export const hostAddress = '198.51.100.1';

/** The image and the command of a container that serves a page on port 8000. */
export const webServer = ['busybox', 'httpd', '-f', '-p', '8000'] as const;

const busyboxPaths = ['/usr/bin/busybox', '/bin/busybox'];
const image = '/run/image.tar';

/**
 * What a container engine in a sandbox needs of the system.
 *
 * @param programs their names, each with where it may be
 * @returns what is missing; null when nothing is
 */
export function engineMissing(
  programs: Readonly<Record<string, readonly string[]>>,
): string | null {
  if (process.getuid?.() !== 0) return 'a container engine needs root';
  for (const [name, paths] of Object.entries({ ...programs, busybox: busyboxPaths })) {
    if (!paths.some((path) => existsSync(path))) return `${name} is not installed`;
  }
  return null;
}

/** Joins a sandbox to a neighbour `lan`. */
export function makeUplink(sandbox: Sandbox): Promise<void> {
  return sandbox.commands(`
    ip netns add lan
    ip link add up0 type veth peer name eth0 netns lan
    ip address add ${hostAddress}/24 dev up0
    ip link set up0 up
    ip -n lan link set lo up
    ip -n lan address add 198.51.100.2/24 dev eth0
    ip -n lan link set eth0 up
  `);
}

/**
 * Makes the file system of an image that needs no registry: busybox, with a page to serve.
 *
 * @returns the archive, to be imported by an engine
 */
export async function makeImage(sandbox: Sandbox): Promise<string> {
  const busybox = busyboxPaths.find((path) => existsSync(path)) ?? '';
  await sandbox.commands(`
    mkdir -p /run/image/bin
    cp ${busybox} /run/image/bin/busybox
    ln -s busybox /run/image/bin/sh
    ln -s busybox /run/image/bin/httpd
    ln -s busybox /run/image/bin/sleep
    cp /etc/hostname /run/image/index.html
    tar --directory /run/image --create --file ${image} .
  `);
  return image;
}

let serial = 0;

/** A name for the control groups of an engine's containers, which are the machine's own. */
export function cgroupName(): string {
  serial += 1;
  return `portolan-test-${String(process.pid)}-${String(serial)}-${String(Date.now())}`;
}

/** Removes the control groups of a name, once nothing is in them. */
export async function removeCgroups(name: string): Promise<void> {
  const hierarchies = await readdir('/sys/fs/cgroup').catch(() => []);
  const groups = ['.', ...hierarchies].map((one) => join('/sys/fs/cgroup', one, name));
  const deadline = Date.now() + 30_000;
  for (const group of groups) {
    await removeCgroup(group);
    // What was killed is in its group until the kernel has done with it.
    while (existsSync(group) && Date.now() < deadline) {
      await delay(20);
      await removeCgroup(group);
    }
  }
}

/** Control groups that hold no process any more are removed from the leaves up. */
async function removeCgroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  await rmdir(path).catch(() => undefined);
}
