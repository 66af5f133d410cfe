import { isTraceTable, type Hop } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import { ownHook, ownHooks } from './own-table';
import type { Pass } from './passes';
import { nftRule, pointOwner, tableOwner, type BookedRule, type RuleBook } from './rule-book';
import type { PacketHeader, TraceEvent, TracePoint } from '../system/nft/trace-event';

/** A hop, with what is needed to compare it with those before and after it. */
export interface WalkStep {
  readonly hop: Omit<Hop, 'traceId' | 'seq'>;
  /** The packet's header when it entered this step's base chain. */
  readonly header: PacketHeader;
  /** The packet's mark after the step, where the kernel reports it. */
  readonly mark?: string;
  /** Whether it is in one of our own chains, which only watch. */
  readonly own: boolean;
  /** Whether it is a rule of a nat chain, and gave a verdict. */
  readonly translates: boolean;
}

const families: Readonly<Record<string, Hop['family']>> = {
  ip: 'ipv4',
  ip6: 'ipv6',
  inet: 'inet',
  bridge: 'bridge',
};

/** Returns a step for each rule, policy and end of a chain in the messages of one pass. */
export function walk(pass: Pass, book: RuleBook): readonly WalkStep[] {
  const walker = new Walker(pass.namespace, book);
  for (const event of pass.events) walker.take(event);
  return walker.steps;
}

class Walker {
  readonly steps: WalkStep[] = [];
  readonly #namespace: string;
  readonly #book: RuleBook;
  #header: PacketHeader = { src: '', dst: '', protocol: '', length: 0 };
  #hook: Hop['hook'];
  #isNat = false;
  /** The base chain, and the chains that were jumped to from it. */
  #chains: string[] = [];

  constructor(namespace: string, book: RuleBook) {
    this.#namespace = namespace;
    this.#book = book;
  }

  take(event: TraceEvent): void {
    switch (event.kind) {
      case 'packet':
        this.#header = event.header;
        this.#hook = hookOf(event, this.#book);
        this.#isNat = this.#book.type(event) === 'nat';
        this.#chains = [event.chain];
        return;
      case 'rule':
        this.#returnTo(event, event.chain);
        this.#takeRule(event);
        return;
      case 'policy':
        this.#returnTo(event, event.chain);
        this.#push(
          event,
          { kind: 'policy', verdict: event.verdict, owner: pointOwner(event) },
          { mark: event.mark },
        );
        return;
      case 'return':
        this.#returnTo(event, event.chain);
        this.#push(event, { kind: 'return', verdict: 'return', owner: pointOwner(event) });
        this.#chains.pop();
    }
  }

  #takeRule(event: TraceEvent & { readonly kind: 'rule' }): void {
    if (isTraceTable(event.table)) return;
    const booked = this.#book.rule(event, event.handle) ?? nftRule(event, event.text);
    const verdict = verdictOf(event, booked, this.#isNat);
    const decided = !/^(continue|return|jump |goto )/.test(verdict);
    const { text, comment, owner } = booked;
    this.#push(
      event,
      { kind: 'rule', rule: text, verdict, owner, comment },
      { translates: this.#isNat && decided },
    );
    const [word, chain = ''] = verdict.split(' ');
    if (word === 'goto') this.#chains.pop();
    if (word === 'jump' || word === 'goto') this.#chains.push(chain);
    if (word === 'return') this.#chains.pop();
  }

  /** Portolan has chains of iptables on the host only: those in a container are imitations. */
  #ownerHere(owner: Hop['owner'], table: string): Hop['owner'] {
    const isRule = owner === 'portolan' && tableOwner(table) === undefined;
    return isRule && this.#namespace !== 'host' ? 'other' : owner;
  }

  /**
   * Adds the returns that the kernel does not report: when a chain ends without a verdict, the next
   * message is from the chain that jumped to it.
   */
  #returnTo(event: TracePoint, chain: string): void {
    if (!this.#chains.includes(chain)) this.#chains.push(chain);
    for (
      let left = this.#chains.at(-1);
      left !== undefined && left !== chain;
      left = this.#chains.at(-1)
    ) {
      const point = { ...event, chain: left };
      this.#push(point, {
        kind: 'return',
        verdict: 'return',
        owner: pointOwner(point),
        note: msg('trace.undecided'),
      });
      this.#chains.pop();
    }
  }

  #push(
    { family, table, chain }: TracePoint,
    decision: Pick<Hop, 'kind' | 'verdict' | 'owner' | 'rule' | 'comment' | 'note'>,
    { mark, translates = false }: Partial<Pick<WalkStep, 'mark' | 'translates'>> = {},
  ): void {
    const shown = families[family];
    // In our own table the ends of its base chains are enough.
    if (shown === undefined || (isTraceTable(table) && decision.kind !== 'policy')) return;
    const { iif, oif } = this.#header;
    this.steps.push({
      hop: {
        namespace: this.#namespace,
        family: shown,
        table,
        chain,
        hook: this.#hook,
        ...decision,
        owner: this.#ownerHere(decision.owner, table),
        iif,
        oif,
      },
      header: this.#header,
      mark,
      own: isTraceTable(table),
      translates,
    });
  }
}

/**
 * The hook of a base chain. If the chain was created after the rules were read, its name gives the
 * hook, at least in iptables.
 */
function hookOf(event: TracePoint, book: RuleBook): Hop['hook'] {
  const own = isTraceTable(event.table) ? ownHook(event.chain) : undefined;
  const name = book.hook(event) ?? own ?? event.chain.toLowerCase();
  return ownHooks.find((hook) => hook === name);
}

/** The targets of iptables that translate addresses, and nft's words for them. */
const translations: Readonly<Record<string, string>> = {
  DNAT: 'dnat',
  SNAT: 'snat',
  MASQUERADE: 'masquerade',
  REDIRECT: 'redirect',
  NETMAP: 'netmap',
};

/**
 * The verdict of a rule as shown to the user: the kernel reports a translation as an acceptance,
 * and a rejection as a drop.
 */
function verdictOf(
  { verdict, text }: Extract<TraceEvent, { kind: 'rule' }>,
  { target }: BookedRule,
  isNat: boolean,
): string {
  if (verdict === 'drop') {
    return target === 'REJECT' || /(^| )reject( |$)/.test(text) ? 'reject' : verdict;
  }
  if (verdict !== 'accept' || !isNat) return verdict;
  const word = /(?:^| )(dnat|snat|masquerade|redirect)(?: |$)/.exec(text)?.[1];
  return translations[target ?? ''] ?? word ?? verdict;
}
