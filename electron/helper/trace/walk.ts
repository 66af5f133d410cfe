import { isTraceTable, type Hop } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import { ownHook } from './own-table';
import type { Pass } from './passes';
import { nftRule, placeOwner, type BookedRule, type RuleBook } from './rule-book';
import type { PacketHeader, TraceEvent, TracePoint } from '../system/nft/trace-event';
import { verdictOf } from './verdict';

/** A hop with what is needed to see what came before and after it. */
export interface Step {
  readonly hop: Omit<Hop, 'traceId' | 'seq'>;
  /** How the packet looked when it came to this step's base chain. */
  readonly header: PacketHeader;
  /** The packet's mark after the step, where it is told. */
  readonly mark?: string;
  /** Whether it is one of our own chains, which only watch. */
  readonly own: boolean;
  /** Whether the rule stands in a chain where addresses are translated, and decided. */
  readonly translates: boolean;
}

const families: Readonly<Record<string, Hop['family']>> = {
  ip: 'ipv4',
  ip6: 'ipv6',
  inet: 'inet',
  bridge: 'bridge',
};

/** Goes through the messages of one pass, and gives a step for each rule, policy and end of a chain. */
export function walk(pass: Pass, book: RuleBook): readonly Step[] {
  const walker = new Walker(pass.namespace, book);
  for (const event of pass.events) walker.take(event);
  return walker.steps;
}

class Walker {
  readonly steps: Step[] = [];
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
          { kind: 'policy', verdict: event.verdict, owner: placeOwner(event) },
          {
            mark: event.mark,
          },
        );
        return;
      case 'return':
        this.#returnTo(event, event.chain);
        this.#push(event, { kind: 'return', verdict: 'return', owner: placeOwner(event) });
        this.#chains.pop();
    }
  }

  #takeRule(event: TraceEvent & { readonly kind: 'rule' }): void {
    if (isTraceTable(event.table)) return;
    const booked = this.#book.rule(event, event.handle) ?? nftRule(event, event.text);
    const verdict = verdictOf(event.verdict, event.text, booked.target, this.#isNat);
    const decided = !/^(continue|return|jump |goto )/.test(verdict);
    this.#push(event, ruleHop(booked, verdict), { translates: this.#isNat && decided });
    const [word, chain = ''] = verdict.split(' ');
    if (word === 'goto') this.#chains.pop();
    if (word === 'jump' || word === 'goto') this.#chains.push(chain);
    if (word === 'return') this.#chains.pop();
  }

  /** The kernel says nothing when a chain ends without a verdict: the packet is seen in the one before. */
  #returnTo(event: TracePoint, chain: string): void {
    if (!this.#chains.includes(chain)) this.#chains.push(chain);
    for (
      let left = this.#chains.at(-1);
      left !== undefined && left !== chain;
      left = this.#chains.at(-1)
    ) {
      const place = { ...event, chain: left };
      this.#push(place, {
        ...{ kind: 'return', verdict: 'return', owner: placeOwner(place) },
        note: msg('trace.undecided'),
      });
      this.#chains.pop();
    }
  }

  #push(
    { family, table, chain }: TracePoint,
    said: Pick<Hop, 'kind' | 'verdict' | 'owner' | 'rule' | 'comment' | 'note'>,
    extra: Partial<Pick<Step, 'mark' | 'translates'>> = {},
  ): void {
    const shown = families[family];
    // Of our own table the ends of its base chains are enough.
    if (shown === undefined || (isTraceTable(table) && said.kind !== 'policy')) return;
    const { iif, oif } = this.#header;
    this.steps.push({
      hop: {
        ...{ namespace: this.#namespace, family: shown, table, chain },
        ...(this.#hook === undefined ? {} : { hook: this.#hook }),
        ...said,
        ...(iif === undefined ? {} : { iif }),
        ...(oif === undefined ? {} : { oif }),
      },
      header: this.#header,
      own: isTraceTable(table),
      translates: false,
      ...extra,
    });
  }
}

function ruleHop({ text, comment, owner }: BookedRule, verdict: string) {
  return {
    ...{ kind: 'rule' as const, rule: text, verdict, owner },
    ...(comment === undefined ? {} : { comment }),
  };
}

const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

/** The hook of a base chain; one that was made since the rules were read is known by its name at least in iptables. */
function hookOf(event: TracePoint, book: RuleBook): Hop['hook'] {
  const own = isTraceTable(event.table) ? ownHook(event.chain) : undefined;
  const told = book.hook(event) ?? own ?? event.chain.toLowerCase();
  return hooks.find((hook) => hook === told);
}
