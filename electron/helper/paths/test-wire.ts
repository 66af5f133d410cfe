import { randomBytes } from 'node:crypto';
import { err, ok, type Result } from '#shared/result/result';
import { ip, ipBatch } from '../system/ip/ip';
import { namespacePath } from '../system/proc/namespace-path';
import type { FreeNetwork } from './free-network';
import { testWireMac, testWireName } from '../plan/test-wire-name';
import { NamespaceVantage } from './vantage';

/** Where the far end of a test wire is. */
export type WireEnd =
  /** In a network of its own behind an interface of this host, like a machine on the LAN. */
  | { readonly kind: 'outside'; readonly networks: readonly FreeNetwork[] }
  /** On a bridge, beside its containers. */
  | {
      readonly kind: 'bridge';
      readonly bridge: string;
      /** `address/prefix` and the gateway, of one family each. */
      readonly addresses: readonly { readonly address: string; readonly gateway: string }[];
    };

/**
 * Creates a namespace with a prober, joined to the host by a veth pair. The namespace has no name:
 * it lives as long as the prober, and the kernel removes the pair with it, so nothing remains
 * however the helper ends.
 */
export async function openTestWire(
  end: WireEnd,
  script: string,
): Promise<Result<NamespaceVantage>> {
  const vantage = await NamespaceVantage.start({ kind: 'new' }, script);
  if (!vantage.ok) return vantage;
  const { pid } = vantage.value;
  const name = testWireName(randomBytes(3).toString('hex'));
  // The kernel would remove it as well, but later.
  vantage.value.onClose = () => ip(['link', 'delete', 'dev', name]);
  const made = await ipBatch(null, hostCommands(end, name, pid));
  const done = made.ok ? await ipBatch(namespacePath({ pid }), insideCommands(end)) : made;
  if (done.ok) return ok(vantage.value);
  await vantage.value.close();
  return err(done.error);
}

function hostCommands(end: WireEnd, name: string, pid: number): readonly string[] {
  const mac = testWireMac(name);
  const pair = `link add ${name} address ${mac} type veth peer name eth0 netns ${String(pid)}`;
  const up = `link set dev ${name} up`;
  if (end.kind === 'bridge') return [pair, `link set dev ${name} master ${end.bridge}`, up];
  return [
    pair,
    up,
    ...end.networks.map(
      ({ host, prefix }) => `address add ${host}/${String(prefix)} dev ${name}${nodad(host)}`,
    ),
  ];
}

function insideCommands(end: WireEnd): readonly string[] {
  const addresses =
    end.kind === 'bridge'
      ? end.addresses
      : end.networks.map(({ host, client, prefix }) => ({
          address: `${client}/${String(prefix)}`,
          gateway: host,
        }));
  return [
    'link set dev lo up',
    'link set dev eth0 up',
    ...addresses.flatMap(({ address, gateway }) => [
      `address add ${address} dev eth0${nodad(address)}`,
      `route add default via ${gateway} dev eth0`,
    ]),
  ];
}

/** Skips duplicate address detection: both ends of the wire are our own (RFC 4862). */
function nodad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}
