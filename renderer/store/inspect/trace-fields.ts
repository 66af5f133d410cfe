import { parseAddress } from '#shared/model/address';
import { err, ok, type Result } from '#shared/result/result';
import type { TraceTarget, WayIn } from '#shared/model/trace';

export const tracedProtocols = ['tcp', 'udp', 'icmp'] as const;

/** What the user has entered about a trace; numbers as typed. */
export interface TraceFields {
  readonly kind: TraceTarget['kind'];
  /** Id of a publication. */
  readonly publication: string;
  /** Id of a flow, and its words. */
  readonly flow: { readonly id: string; readonly name: string } | null;
  readonly protocol: (typeof tracedProtocols)[number];
  readonly src: string;
  readonly dst: string;
  readonly sport: string;
  readonly dport: string;
  readonly count: string;
  readonly timeout: string;
  /** The way of the test packet; `none` waits for a packet of somebody else's. */
  readonly probe: WayIn | 'none';
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
  readonly probe?: WayIn;
}

/** The request that a form stands for, or the fields that are not well filled in. */
export function traceInput(form: TraceFields): Result<TraceInput, readonly FormField[]> {
  const wrong: FormField[] = [];
  const count = wholeNumber(form.count, 1, 100);
  const timeout = wholeNumber(form.timeout, 1, 300);
  if (count === null) wrong.push('count');
  if (timeout === null) wrong.push('timeout');
  const target = targetOf(form);
  if (!target.ok) wrong.unshift(...target.error);
  if (!target.ok || count === null || timeout === null) return err(wrong);
  const probe = form.kind === 'publication' && form.probe !== 'none' ? { probe: form.probe } : {};
  return ok({ target: target.value, count, timeout, ...probe });
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
  const address = (field: 'src' | 'dst') => {
    const text = form[field].trim();
    if (text === '') return {};
    const parsed = parseAddress(text);
    if (!parsed.ok) wrong.push(field);
    return parsed.ok ? { [field]: parsed.value } : {};
  };
  const port = (field: 'sport' | 'dport') => {
    const text = form[field].trim();
    if (text === '' || form.protocol === 'icmp') return {};
    const number = wholeNumber(text, 1, 65535);
    if (number === null) wrong.push(field);
    return number === null ? {} : { [field]: number };
  };
  const { protocol } = form;
  const parts = { ...address('src'), ...address('dst'), ...port('sport'), ...port('dport') };
  return wrong.length > 0 ? err(wrong) : ok({ kind: 'filter', protocol, ...parts });
}

function wholeNumber(text: string, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(text.trim()) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}
