import type { Publication } from '#shared/model/publication';
import { ok, type Result } from '#shared/result/result';
import type { Observer } from '../observe/observer';
import type { View } from '../observe/records/reading';
import { backendOf, resolvePublications } from '../observe/derive/resolve-publications';
import type { Reconciler } from '../reconcile/reconciler';
import type { StateCache } from '../state/state-cache';
import { readSysctl } from '../system/sysctl';
import type { Facts } from './predict/facts';
import { selectAny } from '../commands/select';

/** What the doctor works with. */
export interface DoctorParts {
  readonly reconciler: Reconciler;
  readonly observer: Pick<Observer, 'expectChangeOf'>;
  readonly state: Pick<StateCache, 'fixes' | 'save'>;
  /** Absolute path of the helper's program, which probes from inside namespaces. */
  readonly script: string;
}

/** The machine as it is now, and the publications that are examined. */
export interface Gathered {
  readonly view: View;
  readonly facts: Facts;
  readonly selected: readonly Publication[];
}

/** So many endpoints are read anew for a report on all publications; of more, what was read last is taken. */
const readAnew = 16;

/** Reads all that predictions are computed from, as it is now. */
export async function gather(
  { reconciler, observer }: DoctorParts,
  selector: string | undefined,
): Promise<Result<Gathered>> {
  const known = selectAny(selector, reconciler.snapshot.publications);
  for (const { endpoint } of (known.ok ? known.value : []).slice(0, readAnew)) {
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

/** The settings of interfaces send no events, so those of the last reading may be old. */
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
