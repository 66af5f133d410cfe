import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { parseAddress } from '#shared/model/address';
import { hostAddressFault } from '#shared/model/port-spec';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { PortReservations } from '../proxy/port-reservations';

type CheckPort = HelperMethods['checkPort'];

/** How many ports above the requested one are tried for a suggestion. */
const maxSuggestionTries = 200;

/**
 * Reports whether a host port can be published, and otherwise who holds it and the next free port.
 */
export async function checkPort(
  ports: PortReservations,
  { hostIp, hostPort, protocol }: Input<CheckPort>,
): Promise<Result<Output<CheckPort>>> {
  const address = hostIp === '*' ? ok('*') : parseAddress(hostIp);
  if (!address.ok) return address;
  const fault = hostAddressFault(address.value);
  if (fault !== null) return err(appError('BAD_REQUEST', fault));
  const probe = (port: number) => ports.probe({ address: address.value, port, protocol });
  const wanted = await probe(hostPort);
  if (wanted.ok) return ok({ free: true, suggestion: hostPort });
  if (wanted.error.code !== 'PORT_IN_USE') return wanted;
  const holder = wanted.error.details;
  const last = Math.min(65535, hostPort + maxSuggestionTries);
  for (let port = hostPort + 1; port <= last; port++) {
    if ((await probe(port)).ok) return ok({ free: false, holder, suggestion: port });
  }
  return ok({ free: false, holder, suggestion: null });
}
