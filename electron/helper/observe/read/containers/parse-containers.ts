import { z } from 'zod';
import { parseAddress } from '#shared/model/address';
import { portSchema, protocolSchema } from '#shared/model/port-spec';
import { boundedLabels, parseHealth, readNetworks } from './parse-container-details';
import type {
  ContainerProcess,
  ContainerRuntime,
  ListedContainer,
  PublishedPort,
} from '../../records/container';

/** Limits of one container: of a text in UTF-16 units, of its names and its published ports. */
const longestText = 256;
const mostNames = 16;
const mostPorts = 1_024;

const portSchemaOfList = z.object({
  /** Podman omits it for 0.0.0.0. */
  IP: z.string().optional(),
  PrivatePort: portSchema,
  PublicPort: portSchema.optional(),
  Type: z.string(),
});

const listedSchema = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Names: z.array(z.string()).min(1),
  Image: z.string(),
  State: z.string(),
  Created: z.number(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Ports: z.array(z.unknown()).nullish(),
  Status: z.string().nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/**
 * Reads the answer to `GET /containers/json`. Skips containers and ports of another form. Source:
 * Docker Engine API v1.41, "ContainerSummary"; Podman's compatible API omits some fields.
 *
 * @param most how many items are read
 * @returns null when the answer is not a list
 */
export function parseContainerList(
  json: unknown,
  most = Infinity,
): readonly ListedContainer[] | null {
  const list = z.array(z.unknown()).safeParse(json).data;
  return (
    list?.slice(0, most).flatMap((item) => {
      const listed = listedSchema.safeParse(item).data;
      return listed === undefined ? [] : [readContainer(listed)];
    }) ?? null
  );
}

function readContainer(listed: z.infer<typeof listedSchema>): ListedContainer {
  const project = listed.Labels?.['com.docker.compose.project'];
  const health = parseHealth(listed.Status ?? '');
  return {
    id: listed.Id,
    name: shortened(ownName(listed.Names.slice(0, mostNames))),
    image: shortened(listed.Image),
    state: shortened(listed.State),
    project: project === undefined ? undefined : shortened(project),
    labels: boundedLabels(listed.Labels ?? {}),
    health,
    networks: readNetworks(listed.NetworkSettings?.Networks ?? {}),
    created: listed.Created,
    ports: (listed.Ports ?? []).slice(0, mostPorts).flatMap(readPort),
  };
}

function shortened(text: string): string {
  return text.slice(0, longestText);
}

/** A container's names begin with a slash; a name with a second slash is a link's name for it. */
function ownName(names: readonly string[]): string {
  const plain = names.map((name) => name.replace(/^\//, ''));
  return plain.find((name) => !name.includes('/')) ?? plain[0] ?? '';
}

function readPort(item: unknown): readonly PublishedPort[] {
  const port = portSchemaOfList.safeParse(item).data;
  const protocol = protocolSchema.safeParse(port?.Type).data;
  const hostIp = parseAddress(port?.IP === undefined || port.IP === '' ? '0.0.0.0' : port.IP);
  if (port?.PublicPort === undefined || protocol === undefined || !hostIp.ok) return [];
  return [
    { protocol, hostIp: hostIp.value, hostPort: port.PublicPort, containerPort: port.PrivatePort },
  ];
}

/** The largest process id (proc(5), `pid_max`). */
const mostPid = 4_194_304;

const inspectedSchema = z.object({
  State: z.object({ Pid: z.number().int().min(0).max(mostPid) }),
  HostConfig: z.object({ NetworkMode: z.string() }),
});

/** Reads the answer to `GET /containers/ID/json`; null for another form. */
export function parseInspected(json: unknown): ContainerProcess | null {
  const inspected = inspectedSchema.safeParse(json).data;
  if (inspected === undefined) return null;
  return {
    pid: inspected.State.Pid,
    sharesNamespace: inspected.HostConfig.NetworkMode.startsWith('container:'),
  };
}

const versionSchema = z.object({ Components: z.array(z.object({ Name: z.string() })).nullish() });

/** Reads from the answer to `GET /version` which engine it is. */
export function parseRuntime(json: unknown): ContainerRuntime {
  const components = versionSchema.safeParse(json).data?.Components ?? [];
  return components.some(({ Name }) => Name === 'Podman Engine') ? 'podman' : 'docker';
}
