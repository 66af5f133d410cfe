import { unpackedFolder } from '../../../build/setup/unpacked-packages.mjs';
import { pythonArgv } from './python';
import type { Ran, Sandbox } from './sandbox';

const folder = unpackedFolder('ufw');

/** Why ufw cannot be run here; null when it can. */
export const ufwMissing = folder === null ? 'the set-up could not fetch ufw' : null;

/** ufw in a sandbox, with a configuration of its own: it neither reads nor writes the machine's. */
export class Ufw {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** @param settings lines of /etc/default/ufw that come after the shipped ones */
  static async install(sandbox: Sandbox, settings = ''): Promise<Ufw> {
    const from = folder ?? '';
    await sandbox.commands(`
      mkdir -p /run/ufw/usr/share
      cp -r ${from}/lib ${from}/etc /run/ufw
      cp -r ${from}/usr/share/ufw /run/ufw/usr/share
      cp -r ${from}/usr/share/ufw/iptables/. ${from}/usr/share/ufw/ufw.conf /run/ufw/etc/ufw
    `);
    const lines = `IPT_SYSCTL=/run/ufw/etc/ufw/sysctl.conf\n${settings}\n`;
    await sandbox.run(['tee', '-a', '/run/ufw/etc/default/ufw'], { input: lines });
    return new Ufw(sandbox);
  }

  run(...args: readonly string[]): Promise<Ran> {
    const from = folder ?? '';
    return this.#sandbox.run([
      ...pythonArgv(`${from}/usr/lib/python3/dist-packages`),
      `${from}/usr/sbin/ufw`,
      '--rootdir=/run/ufw',
      '--datadir=/run/ufw',
      ...args,
    ]);
  }
}
