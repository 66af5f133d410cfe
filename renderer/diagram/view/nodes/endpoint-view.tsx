import { type NodeProps, Handle, Position } from '@xyflow/react';
import { Box, CircleX, Container, SquareDashed, Unplug } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/model/snapshot';
import { useText } from '../../../i18n/use-text';
import { useUi, useReadOnly } from '../../../store/services';
import { HealthIcon } from '../../../ui/health-icon';
import { linkKind, linkWords } from '../../../ui/link-words';
import type { EndpointElement } from '../../elements/chart-model';
import { handleIds, ring } from '../../elements/attach-handles';
import { Ends } from './ends';
import { PortChipButton } from './port-chip';
import { ForeignText, ForeignTexts } from '../../../ui/foreign-text';
import { foreignText } from '../../../i18n/foreign-text';

/** A container with its listening ports. */
export function EndpointView({ data }: NodeProps<EndpointElement>) {
  const { t } = useTranslation();
  const text = useText();
  const { endpoint, address, chips, hidden, group, failed } = data.node;
  const { id, name, runtime } = endpoint;
  const select = useUi((ui) => ui.select);
  const selected = useUi(({ selection }) => selection.kind === 'endpoint' && selection.id === id);
  const showDetails = (): void => {
    select({ kind: 'endpoint', id });
  };
  const Icon = endpoint.holder !== undefined ? SquareDashed : runtime === 'netns' ? Box : Container;
  const more = (endpoint.names?.length ?? 1) - 1;
  const kinds = endpoint.interfaces.flatMap((iface) => linkKind(iface) ?? []);
  return (
    <div
      className={selected ? 'card card--selected' : 'card'}
      data-testid={`node-${name}`}
      role="group"
      aria-label={foreignText(name)}
    >
      <Ends />
      <PullRing endpointId={id} name={name} />
      <button
        type="button"
        className="card__head"
        aria-label={t('chart.details', { name })}
        aria-pressed={selected}
        title={cardTitle(endpoint, t(`runtime.${runtime}`))}
        onClick={showDetails}
      >
        <Icon size={17} aria-hidden />
        <span className="card__title">
          <span className="card__name">
            <ForeignText text={name} />
            {more > 0 && <span className="card__more-names"> +{more}</span>}
          </span>
          <span className="card__address mono">
            {address !== null && <ForeignText text={address} />}
            {address === null && group !== null && t('chart.noAddress')}
            {group === null && kinds.length === 0 && (
              <span className="card__apart" title={t('chart.notOnBridge')}>
                <Unplug size={12} aria-hidden />
                {address === null && t('chart.notConnected')}
              </span>
            )}
            {kinds.length > 0 && (
              <span className="card__kind">
                <ForeignTexts texts={kinds} separator=", " />
              </span>
            )}
            {endpoint.project !== undefined && (
              <span className="card__project">
                <ForeignText text={endpoint.project} />
              </span>
            )}
          </span>
        </span>
        {endpoint.health !== undefined && <HealthIcon health={endpoint.health} />}
        {failed.length > 0 && (
          <span
            className="badge badge--bad"
            title={failed.map((one) => text(one.reason) || t('attach.failed')).join('\n')}
          >
            <CircleX size={15} aria-hidden />
            <span className="sr-only">{t('attach.failed')}</span>
          </span>
        )}
      </button>
      {chips.length === 0 && <div className="card__empty">{t('chart.nothingListens')}</div>}
      {chips.map((chip) => (
        <PortChipButton key={chip.key} chip={chip} endpointId={id} name={name} />
      ))}
      {hidden > 0 && (
        <button
          type="button"
          className="card__more"
          aria-label={t('chart.morePorts', { count: hidden, name })}
          onClick={showDetails}
        >
          {t('chart.more', { count: hidden })}
        </button>
      )}
    </div>
  );
}

/** All its names, its kind, its compose project, and its unusual interfaces. */
function cardTitle(endpoint: Endpoint, kind: string): string {
  const { name, names, project } = endpoint;
  const links = endpoint.interfaces.map(linkWords);
  const parts = [(names ?? [name]).map(foreignText).join(', '), kind, project, ...links];
  return parts
    .filter((part) => part !== undefined && part !== null)
    .map(foreignText)
    .join(' · ');
}

/**
 * The ring at a container's card, from which a wire is drawn to a bridge; a click opens the dialog
 * instead. It is no tab stop: keyboard users have the button in the container's panel.
 */
function PullRing(props: { readonly endpointId: string; readonly name: string }) {
  const { t } = useTranslation();
  const readOnly = useReadOnly();
  const openAttach = useUi((ui) => ui.openAttach);
  return (
    <Handle
      type="source"
      id={handleIds.pull}
      position={Position.Left}
      className={readOnly ? 'end' : 'pull'}
      style={{ top: ring.middle, width: ring.size, height: ring.size }}
      isConnectable={!readOnly}
      title={t('attach.pull', { name: props.name })}
      data-testid={`attach-${props.name}`}
      onClick={() => {
        openAttach({ endpointId: props.endpointId, bridge: null });
      }}
    />
  );
}
