import { familyOf, type Family } from '#shared/model/address';
import { shellCommand } from '#shared/model/shell-words';
import { translation, type ResolvedPublication } from './resolved-publication';
import type { BridgeIntent } from './links';
import { desiredTables, type OwnTable } from './ruleset';
import { transition, type TableTransition } from './transition';

/** One change of the kernel, with its undo. */
export type Step =
  | {
      readonly kind: 'table';
      readonly family: Family;
      readonly table: string;
      /** Portolan's part of the table before. */
      readonly before: OwnTable | undefined;
      /** Portolan's part of the table afterwards. */
      readonly after: OwnTable | undefined;
      readonly transition: TableTransition;
      readonly commands: readonly string[];
    }
  | {
      readonly kind: 'sysctl';
      readonly key: string;
      readonly value: string;
      readonly undo: string;
      readonly commands: readonly string[];
    }
  | {
      readonly kind: 'hairpin';
      /** A bridge port. */
      readonly port: string;
      readonly on: boolean;
      readonly commands: readonly string[];
    };

/** What the planner needs to know about the kernel. */
export interface KernelState {
  /** The families whose rules can be written; in the other one only a proxy serves. */
  readonly families: readonly Family[];
  readonly tables: readonly OwnTable[];
  /** Sysctls that a plan may set, by key; without keys that the kernel lacks. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** The values that sysctls had before Portolan set them. */
  readonly originalSysctls: Readonly<Record<string, string>>;
  /** Values that sysctls must have in addition to what publications and bridges need. */
  readonly requiredSysctls?: Readonly<Record<string, string>>;
  /** Whether bridged packets pass iptables too (`net.bridge.bridge-nf-call-iptables`). */
  readonly bridgeNetfilter: boolean;
  /** The hairpin flag of every bridge port. */
  readonly hairpins: Readonly<Record<string, boolean>>;
  /** The ports whose flag Portolan has set. */
  readonly ownHairpins: readonly string[];
}

const forwardingKeys: Readonly<Record<Family, string>> = {
  4: 'net.ipv4.ip_forward',
  6: 'net.ipv6.conf.all.forwarding',
};

/**
 * A host that forwards IPv6 ignores router advertisements unless this is 2 (ip-sysctl,
 * `accept_ra`).
 */
function acceptRaKey(uplink: string): string {
  return `net/ipv6/conf/${uplink}/accept_ra`;
}

function isAcceptRa(key: string): boolean {
  return key.endsWith('/accept_ra');
}

/** The sysctls that a plan may set on a host with these uplinks. */
export function plannedSysctls(uplinks: readonly string[]): readonly string[] {
  return [...Object.values(forwardingKeys), ...uplinks.map(acceptRaKey)];
}

/**
 * Tables in the order in which rules are added; DNAT follows when the rest of the path is open.
 */
const tableOrder = ['raw', 'filter', 'nat'] as const;

/**
 * Computes the ordered steps from the current state to what publications and bridges need; none
 * when nothing changes. When rules are added, guards and accepts come before translations; when
 * rules are removed, they come after.
 */
export function planPublications(
  state: KernelState,
  publications: readonly ResolvedPublication[],
  bridges: readonly BridgeIntent[] = [],
): readonly Step[] {
  const desired = desiredTables(publications, bridges).filter(({ family }) =>
    state.families.includes(family),
  );
  const steps = tableOrder.flatMap((name) =>
    ([4, 6] as const).flatMap((family) => tableStep(name, family, state.tables, desired)),
  );
  const settings = [
    ...sysctlSteps(state, publications, bridges),
    ...hairpinSteps(state, publications),
  ];
  const adding = ruleCount(desired) >= ruleCount(state.tables);
  const nat = steps.findIndex((step) => step.kind === 'table' && step.table === 'nat');
  if (!adding) return [...steps.reverse(), ...settings];
  return nat < 0
    ? [...steps, ...settings]
    : [...steps.slice(0, nat), ...settings, ...steps.slice(nat)];
}

/** The state of a kernel before Portolan changed anything. */
export function untouched(state: KernelState): KernelState {
  return {
    ...state,
    tables: [],
    sysctls: { ...state.sysctls, ...state.originalSysctls },
    originalSysctls: {},
    hairpins: {
      ...state.hairpins,
      ...Object.fromEntries(state.ownHairpins.map((port) => [port, false])),
    },
    ownHairpins: [],
  };
}

/** The commands of steps, as a person would type them. */
export function commandsOf(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ commands }) => commands);
}

function tableStep(
  name: string,
  family: Family,
  current: readonly OwnTable[],
  desired: readonly OwnTable[],
): readonly Step[] {
  const find = (tables: readonly OwnTable[]) =>
    tables.find((table) => table.name === name && table.family === family);
  const [from, to] = [find(current), find(desired)];
  const forward = transition(from, to);
  if (forward === null) return [];
  return [
    {
      kind: 'table',
      family,
      table: name,
      before: from,
      after: to,
      transition: forward,
      commands: forward.commands,
    },
  ];
}

function sysctlSteps(
  state: KernelState,
  publications: readonly ResolvedPublication[],
  bridges: readonly BridgeIntent[],
): readonly Step[] {
  const forwarding = (family: Family) =>
    state.families.includes(family) &&
    (publications.some((publication) => translation(publication, family) !== undefined) ||
      bridges.some(({ address }) => familyOf(address) === family));
  const wanted = (key: string, current: string): string | undefined => {
    if (key === forwardingKeys[4]) return forwarding(4) ? '1' : undefined;
    if (key === forwardingKeys[6]) return forwarding(6) ? '1' : undefined;
    if (isAcceptRa(key)) return forwarding(6) && current === '1' ? '2' : undefined;
    return state.requiredSysctls?.[key];
  };
  const held = (key: string): boolean => isAcceptRa(key) && forwarding(6);
  return Object.entries(state.sysctls).flatMap(([key, current]): readonly Step[] => {
    const value = wanted(key, current) ?? (held(key) ? current : state.originalSysctls[key]);
    if (value === undefined || value === current) return [];
    return [
      {
        kind: 'sysctl',
        key,
        value,
        undo: current,
        commands: [shellCommand(['sysctl', '-w', `${key}=${value}`])],
      },
    ];
  });
}

/**
 * An endpoint that connects to its own publication is answered through the bridge port that the
 * packet arrived on. Where bridged packets pass iptables, the kernel translates them inside the
 * bridge (br_netfilter_hooks.c, `br_nf_pre_routing_finish`), which sends nothing back out of a port
 * unless its hairpin flag is set.
 */
function hairpinSteps(
  state: KernelState,
  publications: readonly ResolvedPublication[],
): readonly Step[] {
  const needed = new Set(
    publications
      .filter(() => state.bridgeNetfilter)
      .flatMap((publication) => [
        translation(publication, 4)?.bridgePort,
        translation(publication, 6)?.bridgePort,
      ]),
  );
  const step = (port: string, on: boolean): Step => {
    const flag = on ? 'on' : 'off';
    const words = ['ip', 'link', 'set', 'dev', port, 'type', 'bridge_slave', 'hairpin', flag];
    const commands = [shellCommand(words)];
    return { kind: 'hairpin', port, on, commands };
  };
  return Object.entries(state.hairpins).flatMap(([port, on]) => {
    if (needed.has(port)) return on ? [] : [step(port, true)];
    return on && state.ownHairpins.includes(port) ? [step(port, false)] : [];
  });
}

function ruleCount(tables: readonly OwnTable[]): number {
  return tables.reduce(
    (sum, { chains }) => sum + chains.reduce((inner, { rules }) => inner + rules.length, 0),
    0,
  );
}
