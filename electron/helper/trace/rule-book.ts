import { chainOwner, ruleOwner } from '#shared/model/rule-owner';
import type { Rule, RuleOwner, Table } from '#shared/model/rules';
import { isTraceTable } from '#shared/model/trace';
import type { NftChain, NftTable } from '../system/nft/parse-ruleset';
import type { TracePoint } from '../system/nft/trace-event';

/** What a trace shows of one rule. */
export type BookedRule = Pick<Rule, 'text' | 'comment' | 'target' | 'owner'>;

type ChainId = Pick<TracePoint, 'family' | 'table' | 'chain'>;

const key = ({ family, table, chain }: ChainId) => `${family} ${table} ${chain}`;

/** The families of iptables' tables, by those of nftables. */
const iptablesFamilies: Readonly<Record<string, Table['family']>> = { ip: 'ipv4', ip6: 'ipv6' };

/**
 * The rules of one namespace, found by what a trace reports of them: their chain and handle. Rules
 * of iptables are given as `iptables-save` prints them. nft lists the rules of a chain in the same
 * order, so the handle also finds rules that nft cannot print (`xt` matches and targets).
 */
export class RuleBook {
  readonly #chains = new Map<string, NftChain>();
  readonly #rules = new Map<string, BookedRule>();

  constructor(ruleset: readonly NftTable[], iptables: readonly Table[]) {
    for (const { family, name: table, chains } of ruleset) {
      const saved = iptables.find(
        (candidate) => candidate.family === iptablesFamilies[family] && candidate.name === table,
      );
      for (const chain of chains) {
        const id = { family, table, chain: chain.name };
        this.#chains.set(key(id), chain);
        const twins = saved?.chains.find(({ name }) => name === chain.name)?.rules ?? [];
        // The positions agree only if both list the same rules.
        const paired = twins.length === chain.rules.length;
        for (const [index, { handle, text }] of chain.rules.entries()) {
          const twin = paired ? twins[index] : undefined;
          this.#rules.set(`${key(id)} ${String(handle)}`, twin ?? nftRule(id, text));
        }
      }
    }
  }

  /** The rule with a handle; null if it did not exist when the rules were read. */
  rule(chain: ChainId, handle: number | null): BookedRule | null {
    return this.#rules.get(`${key(chain)} ${String(handle)}`) ?? null;
  }

  knows(chain: ChainId): boolean {
    return this.#chains.has(key(chain));
  }

  /** The hook of a base chain; undefined for a chain that others jump to. */
  hook(chain: ChainId): string | undefined {
    return this.#chains.get(key(chain))?.hook;
  }

  /** The type of a base chain: `filter`, `nat` or `route`. */
  type(chain: ChainId): string | undefined {
    return this.#chains.get(key(chain))?.type;
  }
}

/** The programs that create tables of plain nftables, by table name. */
const tableOwners: readonly (readonly [RegExp, RuleOwner])[] = [
  [/^portolan_probe_\d+$/, 'portolan'],
  [/^firewalld/, 'firewalld'],
  [/^docker-bridges$/, 'docker'],
  [/^netavark/, 'podman'],
  [/^kube-(proxy|router)/, 'kubernetes'],
  [/^libvirt_/, 'libvirt'],
];

/** The owner of a table of plain nftables; undefined when the name is not known. */
export function tableOwner(table: string): RuleOwner | undefined {
  return isTraceTable(table)
    ? 'portolan'
    : tableOwners.find(([pattern]) => pattern.test(table))?.[1];
}

/** The table's name where it may be one of iptables; only there do chains of Portolan exist. */
function iptablesName({ family, table }: ChainId): string {
  return Object.hasOwn(iptablesFamilies, family) ? table : '';
}

/** The owner of a chain, by its table's name, or by its table and its own name. */
export function pointOwner(point: ChainId): RuleOwner {
  return tableOwner(point.table) ?? chainOwner(iptablesName(point), point.chain);
}

/**
 * A rule of which only nft's text is known. The text shows too little of a rule of iptables to
 * recognise one of Portolan's jumps, so those are taken for other programs' rules.
 */
export function nftRule(point: ChainId, text: string): BookedRule {
  const comment = /(?:^|\s)comment "([^"]*)"/.exec(text)?.[1];
  const target = /(?:^|\s)(?:jump|goto) (\S+)/.exec(text.replaceAll(/"[^"]*"/g, '""'))?.[1];
  const byPlace = { table: iptablesName(point), chain: point.chain, words: [], target };
  return { text, owner: tableOwner(point.table) ?? ruleOwner(byPlace), comment };
}
