import { ok, type Result } from '#shared/result/result';
import { run } from '../run';

/** What the ports of VLAN-filtering bridges let through, as JSON (bridge(8), `vlan show`). */
export async function bridgeVlans(): Promise<Result<string>> {
  const result = await run('bridge', ['-json', 'vlan', 'show']);
  return result.ok ? ok(result.value.stdout) : result;
}
