import { Panel, useReactFlow } from '@xyflow/react';
import { LayoutGrid, Maximize, Minus, Network, Plus, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useReadOnly, useUi } from '../../store/services';

/** Zoom, fit and tidy, in the chart's corner. */
export function ChartControls(props: {
  readonly onFit: () => void;
  readonly onZoom: () => void;
  readonly onTidy: () => void;
}) {
  const { t } = useTranslation();
  const flow = useReactFlow();
  const readOnly = useReadOnly();
  const openCreateBridge = useUi((ui) => ui.openCreateBridge);
  const zoom = (step: () => Promise<boolean>) => () => {
    props.onZoom();
    void step();
  };
  return (
    <Panel position="bottom-left" className="chart-controls">
      <Control icon={Plus} label={t('chart.zoomIn')} onClick={zoom(() => flow.zoomIn())} />
      <Control icon={Minus} label={t('chart.zoomOut')} onClick={zoom(() => flow.zoomOut())} />
      <Control icon={Maximize} label={t('chart.fit')} onClick={props.onFit} />
      <button
        type="button"
        className="chart-controls__word"
        title={t('chart.tidyHint')}
        onClick={props.onTidy}
      >
        <LayoutGrid size={15} aria-hidden />
        {t('chart.tidy')}
      </button>
      {!readOnly && (
        <button type="button" className="chart-controls__word" onClick={openCreateBridge}>
          <Network size={15} aria-hidden />
          {t('bridge.create')}
        </button>
      )}
    </Panel>
  );
}

function Control(props: {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onClick: () => void;
}) {
  const Icon = props.icon;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon size={16} aria-hidden />
    </button>
  );
}
