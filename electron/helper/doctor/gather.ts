import type { Publication } from '#shared/model/publication';
import { ok, type Result } from '#shared/result/result';
import type { Engine } from '../reconcile/reconciler';
import { readSysctl } from '../system/sysctl';
import type { Scene } from '../paths/scene';
import type { Facts } from './predict/facts';
import { selectReported } from '../paths/ways/select';

/** A machine as it is now, and the publications that are looked at. */
export interface Gathered {
  readonly scene: Scene;
  readonly facts: Facts;
  readonly selected: readonly Publication[];
}

/** So many endpoints are read anew for a report on all publications; of more, what was read last is taken. */
const readAnew = 16;

/** Reads all that predictions are computed from, as it is now. */
export async function gather(
  engine: Engine,
  selector: string | undefined,
): Promise<Result<Gathered>> {
  const known = selectReported(selector, engine.snapshot.publications);
  for (const { endpoint } of (known.ok ? known.value : []).slice(0, readAnew)) {
    engine.observer.expectChangeOf(endpoint?.id);
  }
  const refreshed = await engine.refresh();
  if (!refreshed.ok) return refreshed;
  const view = await engine.exclusively(() => engine.observer.look());
  if (!view.ok) return view;
  const { publications } = engine.snapshot;
  const selected = selectReported(selector, publications);
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
    backends: engine.backends(topology),
  };
  return ok({ scene: { topology, reading }, facts, selected: selected.value });
}

/** The settings of interfaces send no events, so those of the last reading may be old. */
async function withFreshSettings(topology: Scene['topology']): Promise<Scene['topology']> {
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
