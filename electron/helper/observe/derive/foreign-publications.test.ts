import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Publication } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import type { NamespaceReading } from '../records/reading';
import type { Container } from '../records/container';
import { parseContainerList } from '../read/containers/parse-containers';
import { emptyNetwork } from '../../system/ip/parse-network';
import { foreignPublications } from './foreign-publications';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../read/fixtures', name), 'utf8');

const nothing = { tables: [], proxies: [], containers: [], namespaces: [] };

function endpoint(name: string, runtime: Endpoint['runtime'], ...addresses: string[]): Endpoint {
  return {
    id: `${runtime}:${name}`,
    name,
    runtime,
    state: 'running',
    listeners: [],
    interfaces: [{ name: 'eth0', mac: '', up: true, addresses }],
  };
}

const dockers = [
  endpoint('published', 'docker', '172.17.0.3/16'),
  endpoint('bound', 'docker', '172.17.0.4/16'),
  endpoint('range', 'docker', '172.17.0.5/16'),
  endpoint('six', 'docker', '10.9.0.2/24', 'fd00:9::2/64'),
];

/** One line a publication: id, host address, destination, endpoint, and what serves it. */
function lines(publications: readonly Publication[]): readonly string[] {
  return publications
    .map(({ id, hostIp, containerIp, containerPort, endpoint: end, dnat, proxy, state }) => {
      const means = [...(dnat ? ['dnat'] : []), ...(proxy ? ['proxy'] : [])].join('+');
      const to = `${String(containerIp)} ${String(containerPort)} ${end?.name ?? 'nobody'}`;
      return `${id} ${hostIp} → ${to} ${means === '' ? 'nothing' : means} ${state}`;
    })
    .sort();
}

const tcp = { protocol: 'tcp' } as const;

describe('foreignPublications', () => {
  it("joins Docker's rules and proxies", () => {
    const proxy = {
      pid: 1,
      ...tcp,
      hostPort: 8080,
      containerIp: '172.17.0.3',
      containerPort: 8000,
    };
    const six = { pid: 3, ...tcp, hostPort: 8090, containerPort: 8000 };
    const proxies = [
      { ...proxy, hostIp: '0.0.0.0' },
      { ...proxy, hostIp: '::' },
      { ...six, hostIp: '0.0.0.0', containerIp: '10.9.0.2' },
      { ...six, hostIp: '::', containerIp: 'fd00:9::2' },
    ];
    const tables = parseIptablesSave(fixture('docker-with-proxy.iptables'));
    expect(lines(foreignPublications({ ...nothing, tables, proxies }, dockers))).toEqual([
      'docker:tcp-0.0.0.0-9000 0.0.0.0 → 172.17.0.5 7000 range dnat active',
      'docker:tcp-0.0.0.0-9001 0.0.0.0 → 172.17.0.5 7001 range dnat active',
      'docker:tcp-0.0.0.0-9002 0.0.0.0 → 172.17.0.5 7002 range dnat active',
      'docker:tcp-127.0.0.1-8081 127.0.0.1 → 172.17.0.4 8000 bound dnat active',
      'docker:tcp-8080 * → 172.17.0.3 8000 published dnat+proxy active',
      'docker:tcp-8090 * → 10.9.0.2 8000 six dnat+proxy active',
      'docker:udp-0.0.0.0-5353 0.0.0.0 → 172.17.0.4 53 bound dnat active',
    ]);
  });

  it('reads both families where Docker runs without its proxy', () => {
    const tables = [
      ...parseIptablesSave(fixture('docker-without-proxy.iptables')),
      ...parseIptablesSave(fixture('docker-without-proxy.ip6tables')),
    ];
    const found = lines(foreignPublications({ ...nothing, tables }, dockers));
    expect(found).toContain('docker:tcp-8090 * → 10.9.0.2 8000 six dnat active');
    expect(found).toContain(
      'docker:tcp-0.0.0.0-8080 0.0.0.0 → 172.17.0.3 8000 published dnat active',
    );
    expect(found).toHaveLength(7);
  });

  it("reads Podman's rules, with a range that is shifted", () => {
    const tables = parseIptablesSave(fixture('podman-netavark.iptables'));
    const podmans = [
      endpoint('web', 'podman', '10.88.0.11/16'),
      endpoint('range', 'podman', '10.88.0.13/16'),
    ];
    expect(lines(foreignPublications({ ...nothing, tables }, podmans))).toEqual([
      'podman:tcp-0.0.0.0-8080 0.0.0.0 → 10.88.0.11 8000 web dnat active',
      'podman:tcp-0.0.0.0-9000 0.0.0.0 → 10.88.0.13 7000 range dnat active',
      'podman:tcp-0.0.0.0-9001 0.0.0.0 → 10.88.0.13 7001 range dnat active',
      'podman:tcp-0.0.0.0-9002 0.0.0.0 → 10.88.0.13 7002 range dnat active',
      'podman:tcp-127.0.0.1-8081 127.0.0.1 → 10.88.0.12 8000 nobody dnat active',
      'podman:udp-0.0.0.0-5353 0.0.0.0 → 10.88.0.12 53 nobody dnat active',
    ]);
  });

  it("believes the engine's list where rules are missing, and says what does not serve", () => {
    const containers = (parseContainerList(JSON.parse(fixture('docker-containers.json'))) ?? [])
      .filter(({ name }) => name === 'published')
      .map((one): Container => ({
        ...one,
        runtime: 'docker',
        pid: 1,
        sharesNamespace: false,
        inode: 7,
      }));
    const published: NamespaceReading = {
      id: 'docker:published',
      name: 'published',
      runtime: 'docker',
      state: 'running',
      inode: 7,
      listeners: [],
      network: emptyNetwork,
    };
    const reading = { ...nothing, containers, namespaces: [published] };
    expect(lines(foreignPublications(reading, dockers))).toEqual([
      'docker:tcp-8080 * → 172.17.0.3 8000 published nothing degraded',
    ]);
    const proxy = { pid: 1, ...tcp, hostIp: '0.0.0.0', hostPort: 8080 };
    const proxies = [{ ...proxy, containerIp: '172.17.0.3', containerPort: 8000 }];
    expect(lines(foreignPublications({ ...reading, proxies }, dockers))).toEqual([
      'docker:tcp-8080 * → 172.17.0.3 8000 published proxy active',
    ]);
  });
});
