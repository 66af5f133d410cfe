import { setTimeout as delay } from 'node:timers/promises';
import { unpackedFolder } from '../../../build/setup/unpacked-packages.mjs';
import { hasPythonModules, pythonArgv } from './python';
import type { Ran, Sandbox } from './sandbox';

const folder = unpackedFolder('firewalld');
const modules = ['dbus', 'gi', 'nftables'];

/** Why firewalld cannot be run here; null when it can. */
export const firewalldMissing =
  folder === null
    ? 'the set-up could not fetch firewalld'
    : hasPythonModules(modules)
      ? null
      : `Python lacks one of ${modules.join(', ')}`;

/** A message bus without restrictions for anything in the sandbox. */
const busConfiguration = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true"/>
    <allow receive_sender="*"/>
  </policy>
</busconfig>`;

/**
 * firewalld in a sandbox, with a message bus and a configuration of its own. It ends with the
 * sandbox.
 */
export class Firewalld {
  readonly #sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  static async start(sandbox: Sandbox, backend: 'iptables' | 'nftables'): Promise<Firewalld> {
    const write = (path: string, input: string) => sandbox.run(['tee', path], { input });
    await sandbox.commands('mkdir -p /run/dbus /run/firewalld-etc');
    await write('/run/dbus/bus.conf', busConfiguration);
    await write('/run/firewalld-etc/firewalld.conf', `FirewallBackend=${backend}\n`);
    // It complains of a limit that it may not raise here.
    const bus =
      'exec dbus-daemon --config-file=/run/dbus/bus.conf --nofork --nopidfile 2>/run/dbus/log';
    sandbox.start(['sh', '-c', bus]);
    await until(sandbox, ['test', '-S', '/run/dbus/system_bus_socket']);
    sandbox.start([
      ...program('usr/sbin/firewalld'),
      '--nofork',
      '--nopid',
      '--log-target',
      'console',
      '--system-config=/run/firewalld-etc',
      `--default-config=${folder ?? ''}/usr/lib/firewalld`,
    ]);
    await until(sandbox, [...program('usr/bin/firewall-cmd'), '--state']);
    return new Firewalld(sandbox);
  }

  /** Runs firewall-cmd. */
  run(...args: readonly string[]): Promise<Ran> {
    return this.#sandbox.run([...program('usr/bin/firewall-cmd'), ...args]);
  }
}

function program(path: string): readonly string[] {
  const from = folder ?? '';
  return [...pythonArgv(`${from}/usr/lib/python3/dist-packages`), `${from}/${path}`];
}

async function until(sandbox: Sandbox, argv: readonly string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await sandbox.run(argv)).code !== 0) {
    if (Date.now() > deadline) throw new Error(`${argv.join(' ')} does not succeed`);
    await delay(50);
  }
}
