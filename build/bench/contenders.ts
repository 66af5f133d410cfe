import type { Sandbox } from '../../electron/test/machines/sandbox';
import { BenchHelper } from './bench-helper';
import {
  containerIp,
  containerPorts,
  launchProgram,
  startHaproxy,
  untilPortsListen,
  uplinkIp,
} from './bench-machine';

/**
 * One way for a client to reach the container's two servers: direct, or through a proxy or rule.
 */
export interface Contender {
  readonly name: string;
  readonly ip: string;
  readonly ports: { readonly bulk: number; readonly http: number };
  /** The client's network namespace, when it is not the host's. */
  readonly from?: string;
}

const loopback = '127.0.0.1';
const onHost = (name: string, first: number): Contender => ({
  name,
  ip: loopback,
  ports: { bulk: first, http: first + 1 },
});

const direct: Contender = { name: 'direct', ip: containerIp, ports: containerPorts };
const portolan = onHost('Portolan', 12_000);
const dockerProxy = onHost('docker-proxy', 12_010);
const haproxy = onHost('HAProxy', 12_020);

/** From the host itself: directly to the container, and over 127.0.0.1 through each proxy. */
export const loopbackContenders = [direct, portolan, dockerProxy, haproxy] as const;

const lanDirect: Contender = { ...direct, name: 'direct', from: 'lan' };
const lanPublished: Contender = {
  name: 'Portolan',
  ip: uplinkIp,
  ports: { bulk: 12_030, http: 12_031 },
  from: 'lan',
};

/** From another machine: routed to the container, and by the DNAT rule of a publication. */
export const lanContenders = [lanDirect, lanPublished] as const;

/** Starts every proxy, and publishes what the contenders need. */
export async function startContenders(machine: Sandbox, runtime: string): Promise<void> {
  await machine.commands('ip -n lan route add 10.77.0.0/24 via 198.51.100.1');
  const helper = await BenchHelper.start(machine, runtime);
  await helper.cli('publish', 'web', ...specs(portolan), '--no-dnat');
  await helper.cli('publish', 'web', ...specs(lanPublished));
  for (const load of ['bulk', 'http'] as const) {
    launchProgram(machine, [
      'docker-proxy',
      '-proto',
      'tcp',
      '-host-ip',
      loopback,
      '-host-port',
      String(dockerProxy.ports[load]),
      '-container-ip',
      containerIp,
      '-container-port',
      String(containerPorts[load]),
    ]);
  }
  await startHaproxy(machine, 'proxy', haproxySettings);
  for (const { ports } of [dockerProxy, haproxy]) {
    for (const port of Object.values(ports)) await untilPortsListen(machine, port);
  }
}

function specs({ ip, ports }: Contender): readonly string[] {
  const prefix = ip === loopback ? `${ip}:` : '';
  return (['bulk', 'http'] as const).map(
    (load) => `${prefix}${String(ports[load])}:${String(containerPorts[load])}`,
  );
}

const haproxySettings = `
global
  maxconn 4000
defaults
  mode tcp
  timeout client 60s
  timeout server 60s
  timeout connect 5s
${(['bulk', 'http'] as const)
  .map(
    (load) => `
listen ${load}
  bind ${loopback}:${String(haproxy.ports[load])} backlog 4096
  server container ${containerIp}:${String(containerPorts[load])}
`,
  )
  .join('')}`;
