import type { Publication } from '#shared/model/publication';
import { ok, type Result } from '#shared/result/result';
import type { Observer } from '../observe/observer';
import type { View } from '../observe/records/reading';
import { backendOf, resolvePublications } from '../observe/derive/resolve-publications';
import type { Reconciler } from '../reconcile/reconciler';
import type { StateCache } from '../state/state-cache';
import { readSysctl } from '../system/sysctl';
import type { Facts } from './predict/machine-facts';
import { ruleParser } from './predict/parse-rule';
import { selectAny } from '../commands/select';

/** What the doctor works with. */
export interface DoctorParts {
  readonly reconciler: Reconciler;
  readonly observer: Pick<Observer, 'expectChangeOf'>;
  readonly state: Pick<StateCache, 'fixes' | 'save'>;
  /** Absolute path of the helper's program, which probes from inside namespaces. */
  readonly script: string;
}

/** The machine as it is now, and the publications to examine. */
export interface Gathered {
  readonly view: View;
  readonly facts: Facts;
  readonly selected: readonly Publication[];
}

/** How many endpoints a report reads again at most; for others, the last reading counts. */
const maxReadAgain = 16;

/** Reads the current state of everything that predictions are computed from. */
export async function gather(
  { reconciler, observer }: DoctorParts,
  selector: string | undefined,
): Promise<Result<Gathered>> {
  const known = selectAny(selector, reconciler.snapshot.publications);
  for (const { endpoint } of (known.ok ? known.value : []).slice(0, maxReadAgain)) {
    observer.expectChangeOf(endpoint?.id);
  }
  const refreshed = await reconciler.refresh();
  if (!refreshed.ok) return refreshed;
  const view = await reconciler.transact((tx) => tx.look());
  if (!view.ok) return view;
  const { publications } = reconciler.snapshot;
  const selected = selectAny(selector, publications);
  if (!selected.ok) return selected;
  const { reading } = view.value;
  const topology = await withFreshSettings(view.value.topology);
  const facts: Facts = {
    topology,
    tables: reading.tables,
    parseRule: ruleParser(),
    hairpins: Object.fromEntries(
      reading.network.links.map(({ name, hairpin }) => [name, hairpin === true]),
    ),
    proxies: reading.proxies,
    helper: process.pid,
    publications,
    backends: backendsOf(reconciler, topology),
  };
  return ok({ view: { topology, reading }, facts, selected: selected.value });
}

/** Where the proxies of our publications forward to, by publication id. */
function backendsOf({ intents }: Reconciler, topology: View['topology']): Facts['backends'] {
  return new Map(
    resolvePublications(intents.publications, topology).map((publication) => [
      publication.intent.id,
      backendOf(publication),
    ]),
  );
}

/** Reads the settings of interfaces again: they send no events, so the last reading may be old. */
async function withFreshSettings(topology: View['topology']): Promise<View['topology']> {
  const interfaces = await Promise.all(
    topology.host.interfaces.map(async (link) => {
      const [filter, localnet] = await Promise.all([
        readSysctl(`net/ipv4/conf/${link.name}/rp_filter`),
        readSysctl(`net/ipv4/conf/${link.name}/route_localnet`),
      ]);
      return filter === null || localnet === null
        ? link
        : { ...link, rpFilter: Number(filter), routeLocalnet: localnet === '1' };
    }),
  );
  return { ...topology, host: { ...topology.host, interfaces } };
}
