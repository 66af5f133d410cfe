import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Hop } from '#shared/model/trace';
import { assertNever } from '#shared/result/result';
import { timelineLanes, type Column, type Lane } from '../../store/inspect/trace-lanes';
import { HopCard } from './hop-card';
import { ForeignText } from '../../ui/foreign-text';
import { foreignText } from '../../i18n/foreign-text';

/** A packet's path: one lane for each passage through a network stack, its hooks as columns. */
export function Timeline(props: {
  readonly hops: readonly Hop[];
  readonly namespaceName: (namespace: string) => string;
}) {
  const { t } = useTranslation();
  return (
    <div className="timeline" role="group" aria-label={t('trace.timeline')}>
      {timelineLanes(props.hops).map((lane) => (
        <LaneView key={lane.key} lane={lane} name={props.namespaceName(lane.namespace)} />
      ))}
    </div>
  );
}

function LaneView({ lane, name }: { readonly lane: Lane; readonly name: string }) {
  const { t } = useTranslation();
  const devices = [
    lane.iif === null ? null : t('trace.inBy', { name: lane.iif }),
    lane.oif === null ? null : t('trace.outBy', { name: lane.oif }),
  ].filter((name) => name !== null);
  return (
    <section className="lane" aria-label={foreignText(name)}>
      <h3 className="lane__name">
        <ForeignText text={name} />
        {devices.length > 0 && <span className="lane__devices mono">{devices.join(' · ')}</span>}
      </h3>
      <ol className="lane__columns">
        {lane.columns.map((column, index) => (
          <ColumnView key={String(index)} column={column} />
        ))}
      </ol>
    </section>
  );
}

function ColumnView({ column }: { readonly column: Column }) {
  const { t } = useTranslation();
  switch (column.kind) {
    case 'hook':
      return (
        <li className="column">
          <h4 className="column__name">
            <ForeignText text={column.hook.toUpperCase()} />
          </h4>
          <ol className="column__hops">
            {column.hops.map((hop) => (
              <HopCard key={hop.seq} hop={hop} />
            ))}
          </ol>
        </li>
      );
    case 'routing':
      return (
        <li className="column column--routing">
          <h4 className="column__name">{t('trace.routing')}</h4>
          <p className="column__words">
            <ArrowRight size={14} aria-hidden />
            <RouteWords route={column.route} />
          </p>
        </li>
      );
    case 'empty':
      return (
        <li className="column column--empty">
          <h4 className="column__name">
            <ForeignText text={column.hook.toUpperCase()} />
          </h4>
          <p className="column__words">
            {column.reached ? t('trace.noRules') : t('trace.notReached')}
          </p>
        </li>
      );
    default:
      return assertNever(column);
  }
}

function RouteWords({ route }: { readonly route: NonNullable<Hop['route']> }) {
  const { t } = useTranslation();
  const { to, oif } = route;
  switch (to) {
    case 'local':
      return t('trace.routeLocal');
    case 'forward':
      return oif === undefined ? t('trace.routeForward') : t('trace.routeForwardBy', { name: oif });
    case 'out':
      return oif === undefined ? t('trace.routeOut') : t('trace.routeOutBy', { name: oif });
    default:
      return assertNever(to);
  }
}
