import { z } from 'zod';
import type { PortVlan } from '#shared/model/network';
import { parseIpJson } from '../parse-ip-json';

const portSchema = z.object({
  ifname: z.string(),
  vlans: z.array(
    z.object({
      vlan: z.number(),
      vlanEnd: z.number().optional(),
      flags: z.array(z.string()).optional(),
    }),
  ),
});

/**
 * Reads the output of `bridge -json vlan show` (iproute2 bridge/vlan.c). Skips records of another
 * form.
 */
export function parseVlans(text: string): readonly PortVlan[] {
  return parseIpJson(text).records.flatMap((item) => {
    const port = portSchema.safeParse(item).data;
    return (port?.vlans ?? []).map(({ vlan, vlanEnd, flags = [] }) => ({
      port: port?.ifname ?? '',
      id: vlan,
      end: vlanEnd,
      pvid: flags.includes('PVID'),
      untagged: flags.includes('Egress Untagged'),
    }));
  });
}
