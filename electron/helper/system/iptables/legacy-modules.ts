import { isUnloaded } from '../modules';
import { run } from '../run';
import { iptablesBackend } from './iptables';

/**
 * Loads the kernel's part of iptables-legacy where `iptables` is that program and would load it at
 * its first use: for that it needs a right (CAP_SYS_MODULE) that the helper gives up. It has no
 * tables then, and no effect on any packet. Everything else is loaded by the kernel itself.
 *
 * Best effort: whatever needs it reports that it is missing.
 */
export async function loadLegacyModules(): Promise<void> {
  const modules = [
    ['ip_tables', 'net/ipv4/netfilter'],
    ['ip6_tables', 'net/ipv6/netfilter'],
  ] as const;
  const unloaded = await Promise.all(modules.map(([name, folder]) => isUnloaded(name, folder)));
  if (!unloaded.includes(true)) return;
  const backend = await iptablesBackend();
  if (!backend.ok || backend.value !== 'legacy') return;
  for (const [index, [name]] of modules.entries()) {
    if (unloaded[index] === true) await run('modprobe', [name]);
  }
}
