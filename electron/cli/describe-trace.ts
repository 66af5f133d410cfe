import type { InEnglish } from '#shared/messages/english';
import { socketName } from '#shared/model/address';
import { isTraceTable, type Hop, type TracedPacket, type TraceLine } from '#shared/model/trace';
import { assertNever } from '#shared/result/result';

/**
 * Makes a function that formats the lines of one trace for a person: packets, with their hops
 * below.
 */
export function traceDescriber(): (line: InEnglish<TraceLine>) => string {
  let before: InEnglish<Hop> | undefined;
  return (line) => {
    switch (line.type) {
      case 'packet':
        before = undefined;
        return describePacket(line);
      case 'hop': {
        const text = [...headings(line, before), ...describeHop(line)].join('\n');
        before = line;
        return text;
      }
      case 'end':
        return describeEnd(line);
      default:
        return assertNever(line);
    }
  };
}

function describePacket(packet: TracedPacket): string {
  const { src, dst, sport, dport, protocol, flags, length, iif, oif } = packet;
  const outwards = oif === undefined ? '' : `, out${through(oif)}`;
  const passed = iif === undefined ? outwards : `, in${through(iif)}`;
  const kind = flags === undefined ? protocol : `${protocol} ${flags}`;
  return `\n${socketName(src, sport)} → ${socketName(dst, dport)}  ${kind}, ${String(length)} bytes${passed}`;
}

/** Headings for a namespace and hook that the packet enters, and the routing decision before it. */
function headings(hop: Hop, before: Hop | undefined): readonly string[] {
  const isNewPlace = before?.namespace !== hop.namespace || before.traceId !== hop.traceId;
  const isNewHook = isNewPlace || before.hook !== hop.hook;
  return [
    ...(isNewPlace ? [`  ${hop.namespace === 'host' ? 'this computer' : hop.namespace}`] : []),
    ...(hop.route === undefined ? [] : [`    routing → ${routeText(hop.route)}`]),
    ...(isNewHook && hop.hook !== undefined ? [`    ${hop.hook.toUpperCase()}`] : []),
  ];
}

function routeText({ to, oif }: NonNullable<Hop['route']>): string {
  if (to === 'local') return 'for this namespace';
  return `${to === 'out' ? 'out' : 'on'}${through(oif)}`;
}

/** The words for the interface that a packet passes; none where it is not known. */
function through(device: string | undefined): string {
  return device === undefined ? '' : ` through ${device}`;
}

function describeHop(hop: InEnglish<Hop>): readonly string[] {
  const { changed, note, outcome } = hop;
  const changes = (changed ?? []).map(({ field, from, to }) => `${field} ${from} → ${to}`);
  return [
    ...placeAndVerdict(hop),
    ...(changes.length === 0 ? [] : [`          ${changes.join(', ')}`]),
    ...(note === undefined ? [] : [`${isTraceTable(hop.table) ? '      ' : '          '}${note}`]),
    ...(outcome === undefined ? [] : [`  ${outcomeText(hop, outcome)}`]),
  ];
}

function placeAndVerdict(hop: Hop): readonly string[] {
  const { table, chain, kind, rule, verdict, owner, outcome } = hop;
  // A hook without rules has only its note.
  if (isTraceTable(table)) return [];
  const what = kind === 'rule' ? (rule ?? '') : kind === 'policy' ? 'policy' : 'end of the chain';
  const mark = outcome === 'dropped' || outcome === 'lost' ? '✗' : ' ';
  return [`    ${mark} ${table} ${chain}: ${verdict}  [${owner}]  ${what}`];
}

function outcomeText(
  { owner, table, chain, kind, oif, namespace }: Hop,
  outcome: NonNullable<Hop['outcome']>,
): string {
  switch (outcome) {
    case 'delivered':
      return `= delivered in ${namespace === 'host' ? 'this computer' : namespace}`;
    case 'sent':
      return `= sent out${through(oif)}`;
    case 'dropped': {
      const rule = owner === 'other' ? 'a rule' : `a rule of ${owner}`;
      return `✗ DROPPED by ${kind === 'policy' ? 'the policy' : rule} in ${table} ${chain}`;
    }
    case 'lost':
      return '✗ LOST';
    default:
      return assertNever(outcome);
  }
}

function describeEnd({
  reason,
  packets,
  lost,
  message,
}: InEnglish<Extract<TraceLine, { type: 'end' }>>): string {
  const seen =
    packets === 0
      ? 'No packet was seen.'
      : `${String(packets)} packet${packets === 1 ? '' : 's'} followed.`;
  const why = {
    count: '',
    timeout: ' The time limit was reached.',
    stopped: ' Stopped.',
    failed: '',
  };
  const gaps =
    lost === 0 ? '' : ` The kernel dropped ${String(lost)} messages: hops may be missing.`;
  return `\n${seen}${why[reason]}${gaps}${message === undefined ? '' : ` ${message}`}`;
}
