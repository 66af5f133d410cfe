import { hostPortName, parseHostPortSelector, parsePortSpec } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/**
 * Finds the publications of ours that selectors name: ids or `[HOST_IP:]HOST_PORT[/PROTO]`.
 *
 * @returns NO_SUCH_PUBLICATION when a selector names none, NOT_OURS when it names one of another
 *   origin
 */
export function selectOwn(
  selectors: readonly string[],
  publications: readonly Publication[],
): Result<readonly Publication[]> {
  const byId = new Map(publications.map((publication) => [publication.id, publication]));
  const found = new Map<string, Publication>();
  for (const selector of selectors) {
    const named = byId.get(selector);
    const matches = named === undefined ? (byHostPort(selector, publications) ?? []) : [named];
    if (matches.length === 0) return err(nothingPublished(selector));
    const foreign = matches.find(({ origin }) => origin !== 'portolan');
    if (foreign !== undefined) return err(publishedByOthers(foreign));
    for (const publication of matches) found.set(publication.id, publication);
  }
  return ok([...found.values()]);
}

/**
 * Finds the publications of any origin that a selector names: by id, by
 * `[HOST_IP:]HOST_PORT[/PROTO]`, or by the port specification that published them.
 *
 * @param selector undefined selects all
 * @returns BAD_REQUEST when it is none of these, NO_SUCH_PUBLICATION when it names none
 */
export function selectAny(
  selector: string | undefined,
  publications: readonly Publication[],
): Result<readonly Publication[]> {
  if (selector === undefined) return ok(publications);
  const byId = publications.filter(({ id }) => id === selector);
  if (byId.length > 0) return ok(byId);
  const atHostPort = byHostPort(selector, publications);
  // `2345:8000` reads as an address and a port too, and is a specification.
  const found =
    atHostPort === null || atHostPort.length === 0 ? bySpec(selector, publications) : atHostPort;
  if (found === null) {
    // Ids have no fixed form, but only these characters occur in ids and selectors.
    return /^[A-Za-z0-9:._[\]*/-]+$/.test(selector)
      ? err(nothingPublished(selector))
      : err(appError('BAD_REQUEST', msg('error.notPublishedPort', { selector })));
  }
  return found.length > 0 ? ok(found) : err(nothingPublished(selector));
}

function nothingPublished(selector: string): AppError {
  return appError('NO_SUCH_PUBLICATION', msg('error.nothingPublished', { selector }), { selector });
}

function publishedByOthers({ id, origin, hostIp, hostPort, protocol }: Publication): AppError {
  const name = hostPortName(hostIp, hostPort, protocol);
  const text = msg('error.publishedBy', { name, origin: msg(`origin.${origin}`) });
  return appError('NOT_OURS', text, { publication: id, origin });
}

/**
 * The publications at `[HOST_IP:]HOST_PORT[/PROTO]`; null when the selector is not of this form.
 */
function byHostPort(
  selector: string,
  publications: readonly Publication[],
): readonly Publication[] | null {
  const wanted = parseHostPortSelector(selector);
  if (wanted === null) return null;
  return publications.filter(
    ({ hostIp, hostPort, protocol }) =>
      hostPort === wanted.hostPort &&
      protocol === (wanted.protocol ?? protocol) &&
      hostIp === (wanted.hostIp ?? hostIp),
  );
}

/** The publications that a port specification describes; null when the selector is none. */
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
