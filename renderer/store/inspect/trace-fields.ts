import { parseAddress } from '#shared/model/address';
import { err, ok, type Result } from '#shared/result/result';
import type { TraceTarget, PathFrom } from '#shared/model/trace';

export const tracedProtocols = ['tcp', 'udp', 'icmp'] as const;

/** The user's input for a trace; numbers as typed. */
export interface TraceFields {
  readonly kind: TraceTarget['kind'];
  /** Id of a publication. */
  readonly publication: string;
  /** Id of a flow, and its description. */
  readonly flow: { readonly id: string; readonly name: string } | null;
  readonly protocol: (typeof tracedProtocols)[number];
  readonly src: string;
  readonly dst: string;
  readonly sport: string;
  readonly dport: string;
  readonly count: string;
  readonly timeout: string;
  /** The path of the test packet; `none` waits for other traffic. */
  readonly probe: PathFrom | 'none';
}

export const defaultFields: TraceFields = {
  kind: 'publication',
  publication: '',
  flow: null,
  protocol: 'tcp',
  src: '',
  dst: '',
  sport: '',
  dport: '',
  count: '1',
  timeout: '30',
  probe: 'lan',
};

export type FormField =
  'publication' | 'flow' | 'src' | 'dst' | 'sport' | 'dport' | 'count' | 'timeout';

export interface TraceInput {
  readonly target: TraceTarget;
  readonly count: number;
  readonly timeout: number;
  readonly probe?: PathFrom;
}

/** Returns the request for a form, or the fields that are invalid. */
export function traceInput(form: TraceFields): Result<TraceInput, readonly FormField[]> {
  const wrong: FormField[] = [];
  const count = wholeNumber(form.count, 1, 100);
  const timeout = wholeNumber(form.timeout, 1, 300);
  if (count === null) wrong.push('count');
  if (timeout === null) wrong.push('timeout');
  const target = targetOf(form);
  if (!target.ok) wrong.unshift(...target.error);
  if (!target.ok || count === null || timeout === null) return err(wrong);
  const probe = form.kind === 'publication' && form.probe !== 'none' ? form.probe : undefined;
  return ok({ target: target.value, count, timeout, probe });
}

function targetOf(form: TraceFields): Result<TraceTarget, readonly FormField[]> {
  switch (form.kind) {
    case 'publication':
      return form.publication === ''
        ? err(['publication'])
        : ok({ kind: 'publication', selector: form.publication });
    case 'flow':
      return form.flow === null ? err(['flow']) : ok({ kind: 'flow', id: form.flow.id });
    case 'filter':
      return filterOf(form);
  }
}

function filterOf(form: TraceFields): Result<TraceTarget, readonly FormField[]> {
  const wrong: FormField[] = [];
  const address = (field: 'src' | 'dst'): string | undefined => {
    const text = form[field].trim();
    if (text === '') return undefined;
    const parsed = parseAddress(text);
    if (!parsed.ok) wrong.push(field);
    return parsed.ok ? parsed.value : undefined;
  };
  const port = (field: 'sport' | 'dport'): number | undefined => {
    const text = form[field].trim();
    if (text === '' || form.protocol === 'icmp') return undefined;
    const number = wholeNumber(text, 1, 65535);
    if (number === null) wrong.push(field);
    return number ?? undefined;
  };
  const filter: TraceTarget = {
    kind: 'filter',
    protocol: form.protocol,
    src: address('src'),
    dst: address('dst'),
    sport: port('sport'),
    dport: port('dport'),
  };
  return wrong.length > 0 ? err(wrong) : ok(filter);
}

function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}
