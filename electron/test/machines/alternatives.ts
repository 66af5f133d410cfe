import { existsSync } from 'node:fs';
import type { Sandbox } from './sandbox';

const folder = '/etc/alternatives';

/** Whether this system chooses its iptables by update-alternatives(1), as Debian and Fedora do. */
export const hasAlternatives = existsSync(`${folder}/iptables`);

/** The names under which one of the two iptables implementations is called. */
const names = ['iptables', 'ip6tables'].flatMap((program) =>
  ['', '-save', '-restore'].map((verb) => [program, verb] as const),
);

/**
 * Chooses in a sandbox what programs are called by the names of iptables, as update-alternatives(1)
 * does on a machine. The machine's own choice stays as it is.
 *
 * @param targets absolute paths by name, such as `iptables-restore`
 */
export async function chooseAlternatives(
  sandbox: Sandbox,
  targets: Readonly<Record<string, string>>,
): Promise<void> {
  const { code } = await sandbox.run(['test', '-d', '/run/alternatives']);
  if (code !== 0) {
    await sandbox.commands(`
      cp -R --no-dereference ${folder} /run/alternatives
      mount --bind /run/alternatives ${folder}`);
  }
  const links = Object.entries(targets).map(
    ([name, target]) => `ln -sfn ${target} /run/alternatives/${name}`,
  );
  await sandbox.commands(links.join('\n'));
}

/** Makes one of the two implementations the sandbox's iptables. */
export function chooseIptables(sandbox: Sandbox, implementation: 'nft' | 'legacy'): Promise<void> {
  return chooseAlternatives(
    sandbox,
    Object.fromEntries(
      names.map(([program, verb]) => [
        `${program}${verb}`,
        `/usr/sbin/${program}-${implementation}${verb}`,
      ]),
    ),
  );
}

/** Takes ip6tables away, as on a system that comes without it. */
export async function hideIp6tables(sandbox: Sandbox): Promise<void> {
  await sandbox.run(['tee', '/run/not-a-program']);
  await chooseAlternatives(
    sandbox,
    Object.fromEntries(
      names
        .filter(([program]) => program === 'ip6tables')
        .map(([program, verb]) => [`${program}${verb}`, '/run/not-a-program']),
    ),
  );
}
