import { z } from 'zod';
import { neighbourSchema, routeSchema } from '../model/network';
import { hostInterfaceSchema, hostSchema, listenerSchema, type Host } from '../model/snapshot';
import { hostInterfaces, listeners, neighbours, routes } from './collections';
import { diffFields, fieldsDiffSchema, patchFields } from './fields-diff';
import {
  diffRecords,
  patchRecords,
  recordsDiffSchema,
  type Collection,
  type RecordsDiff,
} from './records-diff';

const ownFields = hostSchema
  .unwrap()
  .omit({ interfaces: true, routes: true, neighbours: true, listeners: true })
  .partial();

/** Changes of the host: its collections record by record, the rest field by field. */
export const hostDiffSchema = z
  .object({
    fields: fieldsDiffSchema(ownFields).optional(),
    interfaces: recordsDiffSchema(
      hostInterfaceSchema,
      hostInterfaceSchema.unwrap().partial(),
    ).optional(),
    routes: recordsDiffSchema(routeSchema, routeSchema.unwrap().partial()).optional(),
    neighbours: recordsDiffSchema(neighbourSchema, neighbourSchema.unwrap().partial()).optional(),
    listeners: recordsDiffSchema(listenerSchema, listenerSchema.unwrap().partial()).optional(),
  })
  .readonly();
export type HostDiff = z.infer<typeof hostDiffSchema>;

/** The difference between two states of the host; undefined when they are equal. */
export function diffHosts(before: Host, after: Host): HostDiff | undefined {
  if (before === after) return undefined;
  const parts = {
    fields: diffFields(fieldsOf(before), fieldsOf(after)) ?? undefined,
    interfaces: diffRecords(before.interfaces, after.interfaces, hostInterfaces),
    routes: diffRecords(before.routes ?? [], after.routes ?? [], routes),
    neighbours: diffRecords(before.neighbours ?? [], after.neighbours ?? [], neighbours),
    listeners: diffRecords(before.listeners, after.listeners, listeners),
  };
  const changed = Object.entries(parts).filter(([, part]) => part !== undefined);
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

/** Applies a difference to the state that it was made from. */
export function patchHost(host: Host, diff: HostDiff | undefined): Host {
  if (diff === undefined) return host;
  const fields = fieldsOf(host);
  return {
    ...(diff.fields === undefined ? fields : patchFields(fields, diff.fields)),
    interfaces: patchRecords(host.interfaces, diff.interfaces, hostInterfaces),
    routes: patchOptional(host.routes, diff.routes, routes),
    neighbours: patchOptional(host.neighbours, diff.neighbours, neighbours),
    listeners: patchRecords(host.listeners, diff.listeners, listeners),
  };
}

function patchOptional<T extends object>(
  records: readonly T[] | undefined,
  diff: RecordsDiff<T> | undefined,
  collection: Collection<T>,
): readonly T[] | undefined {
  return records === undefined && diff === undefined
    ? undefined
    : patchRecords(records ?? [], diff, collection);
}

function fieldsOf(host: Host) {
  const { hostname, ipForward, firewall, sysctls, containers } = host;
  return { hostname, ipForward, firewall, sysctls, containers };
}
