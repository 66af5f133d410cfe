import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '#shared/model/snapshot';
import { useText } from '../../i18n/use-text';
import { useFlows } from '../../store/services';
import { ErrorNotice } from '../../ui/error-notice';
import { FlowDetail } from './flow-detail';
import { FlowTools } from './flow-tools';
import { FlowsTable } from './flows-table';
import './flows.css';
import { useFlowRows } from './use-flow-rows';

/** The connections that are currently tracked, followed while this view is mounted. */
export function FlowsView({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const want = useFlows((flows) => flows.want);
  const following = useFlows((flows) => flows.following);
  const status = useFlows((flows) => flows.status);
  const selected = useFlows((flows) => flows.view.selected);
  useEffect(() => {
    want('table', true);
    return () => {
      want('table', false);
    };
  }, [want]);
  const shown = useFlowRows();
  const text = useText();
  const row = shown?.rows.find(({ id }) => id === selected);
  return (
    <div className="flows">
      <FlowTools shown={shown} endpoints={snapshot.endpoints} />
      {following.kind === 'refused' && (
        <div className="flows__notice">
          <ErrorNotice error={following.error} />
        </div>
      )}
      {status?.trouble !== undefined && (
        <p role="alert" className="flows__trouble">
          {text(status.trouble)}
        </p>
      )}
      {(status?.lost ?? 0) > 0 && (
        <p role="status" className="flows__lost">
          {t('flows.lost', { count: status?.lost ?? 0 })}{' '}
          {(status?.unseen ?? 0) > 0 && t('flows.unseen', { count: status?.unseen ?? 0 })}
        </p>
      )}
      <div className="flows__body">
        {shown !== null && shown.rows.length > 0 ? (
          <FlowsTable rows={shown.rows} publications={snapshot.publications} />
        ) : (
          <EmptyWords total={shown?.total ?? 0} kind={following.kind} />
        )}
        {row !== undefined && <FlowDetail row={row} publications={snapshot.publications} />}
      </div>
    </div>
  );
}

function EmptyWords(props: { readonly total: number; readonly kind: string }) {
  const { t } = useTranslation();
  if (props.kind === 'refused') return null;
  const words =
    props.kind === 'off'
      ? t('flows.off')
      : props.kind === 'starting'
        ? t('flows.starting')
        : props.total > 0
          ? t('flows.noMatch')
          : t('flows.none');
  return <p className="inspector__empty">{words}</p>;
}
