import type { InEnglish } from '#shared/messages/english';
import { socketName } from '#shared/model/address';
import type { Attachment } from '#shared/model/attachment';
import { publicationName, type Publication } from '#shared/model/publication';
import type { Table } from '#shared/model/rules';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import type { Status } from '#shared/model/status';
import { columns } from './text-columns';

export function describeStatus(status: InEnglish<Status>): string {
  const { version, world, pid, uptimeSeconds, firewall, endpoints, publications, warnings } =
    status;
  return [
    columns([
      ['version', version],
      ['world', world],
      ['helper', `process ${String(pid)}, running for ${duration(uptimeSeconds)}`],
      ['firewall', `iptables (${firewall.backend}), forward policy ${firewall.forwardPolicy}`],
      ['endpoints', String(endpoints)],
      ['publications', String(publications)],
    ]),
    ...warnings.map((warning) => `warning: ${warning}`),
  ].join('\n');
}

function duration(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
  ] as const;
  const unit = units.find(([, length]) => seconds >= length);
  return unit === undefined
    ? `${String(seconds)} s`
    : `${String(Math.floor(seconds / unit[1]))} ${unit[0]}`;
}

export function describePublications(publications: InEnglish<readonly Publication[]>): string {
  if (publications.length === 0) return 'Nothing is published.';
  return columns([
    ['PUBLISHED', 'FORWARDED TO', 'BY', 'STATE', 'ORIGIN', 'ID'],
    ...publications.map((publication) => [
      publicationName(publication),
      destination(publication),
      means(publication),
      publication.reason === undefined
        ? publication.state
        : `${publication.state}: ${publication.reason}`,
      publication.origin,
      publication.id,
    ]),
  ]);
}

function destination({ endpoint, containerIp, containerPort }: Publication): string {
  const address =
    containerIp === null ? `port ${String(containerPort)}` : socketName(containerIp, containerPort);
  return endpoint === null ? address : `${endpoint.name} ${address}`;
}

function means({ dnat, proxy }: Publication): string {
  return [...(dnat ? ['DNAT'] : []), ...(proxy ? ['proxy'] : [])].join(', ') || 'nothing';
}

export function describeSnapshot(snapshot: InEnglish<Snapshot>): string {
  const { host, bridges, endpoints, publications, attachments } = snapshot;
  const forwarding = host.ipForward ? 'on' : 'off';
  return [
    `${host.hostname}  forwarding ${forwarding}, FORWARD policy ${host.firewall.forwardPolicy}, iptables (${host.firewall.backend})`,
    columns([
      ['INTERFACE', 'KIND', 'STATE', 'ADDRESSES'],
      ...host.interfaces.map(({ name, kind, up, addresses, uplink }) => [
        name,
        uplink ? `${kind}, uplink` : kind,
        up ? 'up' : 'down',
        addresses.join(' '),
      ]),
    ]),
    columns([
      ['BRIDGE', 'ADDRESSES', 'PORTS', 'MASQUERADE', 'ORIGIN'],
      ...bridges.map(({ name, addresses, ports, masquerade, origin }) => [
        name,
        addresses.join(' '),
        ports.join(' '),
        masquerade ? 'yes' : 'no',
        origin,
      ]),
    ]),
    columns([
      ['ENDPOINT', 'STATE', 'ADDRESSES', 'BRIDGE', 'LISTENS ON'],
      ...endpoints.map(endpointRow),
    ]),
    ...(attachments.length === 0 ? [] : [describeAttachments(attachments)]),
    describePublications(publications),
  ].join('\n\n');
}

function describeAttachments(attachments: InEnglish<readonly Attachment[]>): string {
  return columns([
    ['ATTACHED', 'TO', 'BY', 'ADDRESS', 'STATE'],
    ...attachments.map(({ endpoint, bridge, interface: name, address, state, reason }) => [
      endpoint.name,
      bridge,
      name,
      address,
      reason === undefined ? state : `${state}: ${reason}`,
    ]),
  ]);
}

function endpointRow({ name, state, interfaces, listeners }: Endpoint): readonly string[] {
  return [
    name,
    state,
    interfaces.flatMap(({ addresses }) => addresses).join(' '),
    interfaces.flatMap(({ bridge }) => bridge ?? []).join(' '),
    listeners
      .map(({ address, port, protocol }) => `${socketName(address, port)}/${protocol}`)
      .join(' '),
  ];
}

export function describeTables(tables: readonly Table[]): string {
  return tables
    .map((table) => {
      const rules = table.chains.flatMap(({ rules }) =>
        rules.map(({ text, owner }) => [owner, text]),
      );
      const policies = table.chains.flatMap(({ name, policy }) =>
        policy === undefined ? [] : [`${name} ${policy}`],
      );
      const head = `${table.family} ${table.name}  (${policies.join(', ')})`;
      return rules.length === 0 ? head : `${head}\n${columns(rules)}`;
    })
    .join('\n\n');
}

/** What was done, then the shell commands that do the same. */
export function describeChange(what: string, commands: readonly string[]): string {
  return [what, ...commands.map((command) => `  ${command}`)].join('\n');
}
