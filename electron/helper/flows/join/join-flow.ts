import type { FlowTuple } from '#shared/model/flow';
import type { FlowIndex } from './flow-index';
import { wiresOf } from './wires';
import type { JoinedFlow } from '../track/joined-flow';

/** What the two tuples of a flow say. */
export interface Tuples {
  readonly protocol: string;
  readonly original: FlowTuple;
  readonly reply: FlowTuple;
}

/**
 * Joins a flow with what is known of the machine. The answer's tuple shows what translation did: where it comes
 * from is where the flow was led, and where it goes to is who the other side believes to have asked.
 */
export function joinFlow(index: FlowIndex, flow: Tuples): JoinedFlow {
  const { original, reply } = flow;
  const dnat = reply.src !== original.dst || reply.sport !== original.dport;
  const snat = reply.dst !== original.src || reply.dport !== original.sport;
  const from = index.station(original.src)?.endpoint;
  const to = index.station(reply.src)?.endpoint;
  return {
    dnat,
    snat,
    ...(dnat ? translated(index, flow) : proxied(index, flow)),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    wires: wiresOf(index, original.src, reply.src),
  };
}

/** Which publication led a translated flow: the one with both sides, or those with this host side. */
function translated(index: FlowIndex, { protocol, original, reply }: Tuples): Partial<JoinedFlow> {
  if (original.dport === undefined || reply.sport === undefined) return {};
  const at = index.publishedAt(protocol, original.dst, original.dport);
  const answering = index.station(reply.src)?.endpoint.id;
  const exact = at.filter(
    ({ containerIp, containerPort, endpoint }) =>
      containerPort === reply.sport &&
      (containerIp === reply.src || (answering !== undefined && endpoint === answering)),
  );
  const rule = index.rule(
    protocol,
    { address: original.dst, port: original.dport },
    { address: reply.src, port: reply.sport },
  );
  return {
    ...oneOrSeveral(
      (exact.length > 0 ? exact : at).map(({ id }) => id),
      exact.length === 1,
    ),
    ...(rule === undefined ? {} : { dnatRule: rule.place }),
  };
}

/** What is not translated may go to a proxy's socket, or come from a proxy. */
function proxied(index: FlowIndex, { protocol, original }: Tuples): Partial<JoinedFlow> {
  const { src, dst, dport } = original;
  if (dport === undefined) return {};
  if (index.isHost(dst)) {
    const served = index.served(protocol, dst, dport);
    return served.length === 0
      ? {}
      : {
          half: 'client',
          ...oneOrSeveral(
            served.map(({ id }) => id),
            served.length === 1,
          ),
        };
  }
  if (!index.isHost(src)) return {};
  // Whether this is a proxy's or some other program's of the host, only the proxy knows.
  const leading = index.leadingTo(protocol, dst, dport).filter(({ proxy }) => proxy);
  return leading.length === 0
    ? {}
    : {
        half: 'backend',
        ...oneOrSeveral(
          leading.map(({ id }) => id),
          false,
        ),
      };
}

function oneOrSeveral(ids: readonly string[], certain: boolean): Partial<JoinedFlow> {
  const [only] = ids;
  if (only === undefined) return {};
  return certain ? { publication: only } : { candidates: ids };
}
