import { parseHostPortSelector, parsePortSpec } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/**
 * Finds the publications that a person means, of whatever origin: by id, by `[HOST_IP:]HOST_PORT[/PROTO]`, or by the
 * port specification that published them.
 *
 * @param selector all of them when undefined
 * @returns BAD_REQUEST when it is none of these, NO_SUCH_PUBLICATION when nothing is published so
 */
export function selectReported(
  selector: string | undefined,
  publications: readonly Publication[],
): Result<readonly Publication[]> {
  if (selector === undefined) return ok(publications);
  const byId = publications.filter(({ id }) => id === selector);
  if (byId.length > 0) return ok(byId);
  const found = byHostPort(selector, publications) ?? bySpec(selector, publications);
  if (found === null) {
    // An id may look like anything; what has no digit for a port cannot be the rest.
    return /^[A-Za-z0-9:._[\]*/-]+$/.test(selector)
      ? err(missing(selector))
      : err(appError('BAD_REQUEST', msg('error.notPublishedPort', { selector })));
  }
  return found.length > 0 ? ok(found) : err(missing(selector));
}

function missing(selector: string) {
  return appError('NO_SUCH_PUBLICATION', msg('error.nothingPublished', { selector }), { selector });
}

function byHostPort(
  selector: string,
  publications: readonly Publication[],
): readonly Publication[] | null {
  const wanted = parseHostPortSelector(selector);
  if (wanted === null) return null;
  const found = publications.filter(
    ({ hostIp, hostPort, protocol }) =>
      hostPort === wanted.hostPort &&
      protocol === (wanted.protocol ?? protocol) &&
      hostIp === (wanted.hostIp ?? hostIp),
  );
  // `2345:8000` reads as an address too, and is a specification.
  return found.length > 0 ? found : null;
}

function bySpec(
  selector: string,
  publications: readonly Publication[],
): readonly Publication[] | null {
  const spec = parsePortSpec(selector);
  if (!spec.ok) return null;
  const { protocol, hostIp, hostPorts, containerPorts } = spec.value;
  if (hostPorts === null) return [];
  return publications.filter(
    (publication) =>
      publication.protocol === protocol &&
      publication.hostIp === hostIp &&
      publication.hostPort >= hostPorts.start &&
      publication.hostPort <= hostPorts.end &&
      publication.containerPort >= containerPorts.start &&
      publication.containerPort <= containerPorts.end,
  );
}
