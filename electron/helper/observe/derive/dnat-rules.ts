import { familyNamed, parseCidr, type Family } from '#shared/model/address';
import { splitWords } from '#shared/model/iptables-save';
import { protocolSchema, type Protocol } from '#shared/model/port-spec';
import type { Origin } from '#shared/model/publication';
import type { Chain, Rule, Table } from '#shared/model/rules';
import { parseDestination } from '../../system/iptables/parse-destination';

/** A port that a DNAT rule translates. */
export interface TranslatedPort {
  readonly origin: Origin;
  readonly protocol: Protocol;
  /** `0.0.0.0` or `::` when the rule matches any destination. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerIp: string;
  readonly containerPort: number;
}

/** A DNAT rule for one port, and its place. */
export interface PlacedTranslation {
  readonly chain: string;
  /** Counted as in `iptables -S`: the first rule of a chain is 1. */
  readonly number: number;
  readonly rule: Rule;
  readonly port: TranslatedPort;
}

/**
 * A rule for more ports than this redirects a whole machine and is not a list of published ports.
 */
const widestRange = 4_096;

/** How many ports the ranges of all rules may name together; further ranges are taken as too wide. */
const mostInRanges = 65_536;

const wildcards = { 4: '0.0.0.0', 6: '::' } as const;

/**
 * The ports that DNAT rules translate for arriving packets: every rule with a destination port in a
 * chain of `nat` that PREROUTING reaches, except Portolan's own.
 */
export function translatedPorts(tables: readonly Table[]): readonly TranslatedPort[] {
  return placedTranslations(tables)
    .filter(({ rule }) => rule.owner !== 'portolan')
    .map(({ port }) => port);
}

/** The same including Portolan's own rules, each port with the place of its rule. */
export function placedTranslations(tables: readonly Table[]): readonly PlacedTranslation[] {
  let left = mostInRanges;
  const affordable = (ports: readonly TranslatedPort[]): readonly TranslatedPort[] => {
    if (ports.length < 2) return ports;
    if (ports.length > left) return [];
    left -= ports.length;
    return ports;
  };
  return tables
    .filter(({ name }) => name === 'nat')
    .flatMap((table) => {
      const family = familyNamed(table.family);
      return reachedChains(table.chains).flatMap(({ name, rules }) =>
        rules.flatMap((rule, index) =>
          affordable(readRule(rule, name, family)).map((port) => ({
            chain: name,
            number: index + 1,
            rule,
            port,
          })),
        ),
      );
    });
}

/** The chains that packets can reach from PREROUTING. */
function reachedChains(chains: readonly Chain[]): readonly Chain[] {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const reached = new Set<Chain>();
  const pending = [byName.get('PREROUTING')];
  for (let chain = pending.pop(); chain !== undefined; chain = pending.pop()) {
    if (reached.has(chain)) continue;
    reached.add(chain);
    for (const { target } of chain.rules) {
      const next = byName.get(target ?? '');
      if (next !== undefined) pending.push(next);
    }
  }
  return [...reached];
}

/**
 * Docker's rules are in DOCKER (moby `bridge/setup_ip_tables`), Podman's in a chain for each
 * network or container.
 */
function originOf(chain: string): Origin {
  if (chain === 'DOCKER') return 'docker';
  return /^(NETAVARK|CNI)-DN-/.test(chain) ? 'podman' : 'other';
}

function readRule(rule: Rule, chain: string, family: Family): readonly TranslatedPort[] {
  if (rule.target !== 'DNAT') return [];
  const words = splitWords(rule.text);
  const protocol = protocolSchema.safeParse(askedFor(words, '-p')).data;
  const ports = portRanges(askedFor(words, '--dport') ?? askedFor(words, '--dports') ?? '');
  const destination = parseDestination(askedFor(words, '--to-destination') ?? '');
  if (protocol === undefined || destination === null || destination.isRange) return [];
  const hostIp = singleAddress(askedFor(words, '-d')) ?? wildcards[family];
  const origin = originOf(chain);
  return ports.map((hostPort) => ({
    origin,
    protocol,
    hostIp,
    hostPort,
    containerIp: destination.address,
    containerPort: destination.portOf(hostPort),
  }));
}

/** The value of an option that is not negated. */
function askedFor(words: readonly string[], option: string): string | undefined {
  const index = words.indexOf(option);
  return index < 0 || words[index - 1] === '!' ? undefined : words[index + 1];
}

/** The address of a `-d` that names one host. */
function singleAddress(text: string | undefined): string | undefined {
  const cidr = parseCidr(text ?? '');
  if (!cidr.ok) return undefined;
  const { address, prefix } = cidr.value;
  return prefix === (address.includes(':') ? 128 : 32) ? address : undefined;
}

/** Reads `8080`, `9000:9002` or a multiport list of both; empty when it is too wide. */
function portRanges(text: string): readonly number[] {
  const ports = text.split(',').flatMap((part) => {
    const match = /^([0-9]{1,5})(?::([0-9]{1,5}))?$/.exec(part);
    const start = Number(match?.[1]);
    const end = match?.[2] === undefined ? start : Number(match[2]);
    const isRange = start >= 1 && end <= 65535 && end - start < widestRange;
    return isRange ? Array.from({ length: end - start + 1 }, (_, i) => start + i) : [];
  });
  return ports.length <= widestRange ? ports : [];
}
