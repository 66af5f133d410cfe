import {
  expandPortSpec,
  hostPortName,
  parsePortSpec,
  type PortRequest,
} from '#shared/model/port-spec';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { conflicts, type HostSocket } from './ports';

/** Maximum number of ports of one request. */
const most = 10_000;

/**
 * Reads the port specifications of one request.
 *
 * @returns the single ports, first those with a named host port, so that it is not chosen for
 *   another one; BAD_REQUEST when one cannot be read, when there are too many, or when the same
 *   host port is named twice
 */
export function readPortRequests(specs: readonly string[]): Result<readonly PortRequest[]> {
  const requests: PortRequest[] = [];
  for (const text of specs) {
    const spec = parsePortSpec(text);
    if (!spec.ok) return spec;
    requests.push(...expandPortSpec(spec.value));
    if (requests.length > most) {
      return err(appError('BAD_REQUEST', msg('error.tooManyPorts', { most: '10,000' })));
    }
  }
  const twice = findTwice(requests.flatMap(askedSocket));
  if (twice === undefined) return ok([...requests.filter(isFixed), ...requests.filter(isOpen)]);
  const [first, second] = twice;
  const [other, port] = [nameOf(first), nameOf(second)];
  const words =
    other === port ? msg('error.askedTwice', { port }) : msg('error.askedTwiceAs', { port, other });
  return err(appError('BAD_REQUEST', words, { ...second }));
}

const isFixed = ({ hostPort }: PortRequest) => typeof hostPort === 'number';
const isOpen = (request: PortRequest) => !isFixed(request);

function askedSocket({ protocol, hostIp, hostPort }: PortRequest): readonly HostSocket[] {
  return typeof hostPort === 'number' ? [{ protocol, address: hostIp, port: hostPort }] : [];
}

const nameOf = ({ address, port, protocol }: HostSocket) => hostPortName(address, port, protocol);

/** Finds two sockets of which only one can listen. */
function findTwice(sockets: readonly HostSocket[]): readonly [HostSocket, HostSocket] | undefined {
  const byPort = new Map<string, HostSocket[]>();
  for (const socket of sockets) {
    const key = `${socket.protocol} ${String(socket.port)}`;
    const others = byPort.get(key) ?? [];
    const other = others.find((candidate) => conflicts(socket, candidate));
    if (other !== undefined) return [other, socket];
    others.push(socket);
    byPort.set(key, others);
  }
  return undefined;
}
