import type { Publication } from '#shared/model/publication';
import type { PathFrom } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, verbatim, type Text } from '#shared/messages/message';
import { inboundPaths } from '../paths/inbound/inbound-paths';
import { clientPlace } from '../paths/observe';
import type { View } from '../observe/records/reading';
import { Vantages } from '../paths/vantages';

/** A test client, ready to connect on an inbound path. */
export interface Probe {
  /** Id of the endpoint that it runs in, if any. */
  readonly endpoint: string | undefined;
  /** Opens a connection, or sends one datagram, and waits for the result. */
  send(): Promise<void>;
  /** Removes the test client and everything that was created for it. */
  close(): Promise<void>;
}

/**
 * Starts a test client where an inbound path begins. Nothing is sent yet.
 *
 * @param script the helper's own program
 * @returns BAD_REQUEST if the publication has no such path, UNSUPPORTED if no client can start
 *   there
 */
export async function openProbe(
  publication: Publication,
  from: PathFrom,
  view: View,
  script: string,
): Promise<Result<Probe>> {
  const inbound = inboundPaths(publication, view.topology);
  const path = inbound.find((candidate) => candidate.from === from);
  if (path === undefined || path.address === null) return err(noPath(path?.note));
  const place = clientPlace(
    { publication, inbound, outside: { kind: 'lan' } },
    path,
    view.topology,
  );
  if ('note' in place) return err(noPath(place.note));
  const { address } = path;
  const vantages = new Vantages(view, script);
  const problem = await vantages.open(place);
  if (problem !== null) {
    await vantages.close();
    return err(appError('UNSUPPORTED', msg('error.noProbeFrom', { reason: problem })));
  }
  const { protocol, hostPort: port } = publication;
  return ok({
    endpoint: place.kind === 'endpoint' ? place.id : undefined,
    async send() {
      await vantages.connect([{ place, attempt: { id: from, protocol, address, port, size: 0 } }]);
    },
    close: () => vantages.close(),
  });
}

function noPath(note: Text | undefined) {
  return appError('BAD_REQUEST', verbatim(note ?? msg('error.noSuchWay')));
}
