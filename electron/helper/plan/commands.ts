import type { Family } from '#shared/model/address';
import { familiesOf, isWildcard, type Course } from './course';
import { planCourses, commandsOf, type KernelState } from './plan';
import { ownTables } from './own-tables';

/** A kernel in which nothing of ours is yet and forwarding is on. */
const bareKernel: KernelState = {
  tables: ownTables([]),
  sysctls: {},
  originalSysctls: {},
  bridgeNetfilter: false,
  hairpins: {},
  ownHairpins: [],
};

/** All commands that make one publication where nothing of Portolan is yet. */
export function commandsFor(course: Course): readonly string[] {
  return [...commandsOf(planCourses(bareKernel, [course])), ...proxyCommands(course)];
}

/** The proxies of a course as socat(1) commands: one listens in each family and relays to the endpoint. */
export function proxyCommands({ intent, destinations }: Course): readonly string[] {
  const destination = destinations[4] ?? destinations[6];
  if (!intent.proxy || destination === undefined) return [];
  const protocol = intent.protocol.toUpperCase();
  return familiesOf(intent.hostIp).map((family) => {
    const bind = isWildcard(intent.hostIp) ? '' : `,bind=${bracketed(intent.hostIp)}`;
    const v6only = family === 6 ? ',ipv6only=1' : '';
    const listen = `${protocol}${String(family)}-LISTEN:${String(intent.hostPort)}${bind}${v6only},fork,reuseaddr`;
    return `socat ${listen} ${protocol}${backendFamily(destination.address)}:${bracketed(destination.address)}:${String(intent.containerPort)}`;
  });
}

function backendFamily(address: string): string {
  const family: Family = address.includes(':') ? 6 : 4;
  return String(family);
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
