import { spawnSync } from 'node:child_process';
import { hasAlternatives } from './alternatives';

/** Why iptables-legacy cannot be used here; null when it can. */
export const legacyMissing = whyMissing();

function whyMissing(): string | null {
  if (!hasAlternatives) return 'this system does not choose its iptables by alternatives';
  const script =
    'mount -t tmpfs tmpfs /run && iptables-legacy -t nat -S && ip6tables-legacy -t raw -S';
  const args = ['--user', '--map-root-user', '--net', '--mount', 'sh', '-c', script];
  return spawnSync('unshare', args).status === 0
    ? null
    : 'this kernel has no ip_tables, or the program iptables-legacy is not installed';
}
