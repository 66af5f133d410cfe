import { Panel } from '@xyflow/react';
import { Waves } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useState } from 'react';
import { useFlows } from '../../store/services';
import { useMotion } from './use-motion';

/** Explains the marks, with the switch that hides them. */
export function TrafficLegend(props: {
  readonly on: boolean;
  readonly quiet: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const { t } = useTranslation();
  const { on, quiet } = props;
  const refused = useFlows(({ following }) => following.kind === 'refused');
  const motion = useMotion();
  const words = refused
    ? t('traffic.off')
    : quiet
      ? t('traffic.quiet')
      : motion
        ? t('traffic.legend')
        : t('traffic.still');
  return (
    <Panel position="bottom-left" className="traffic-legend">
      <button
        type="button"
        className="traffic-legend__switch"
        aria-pressed={on}
        title={t('traffic.showHint')}
        onClick={() => {
          props.onChange(!on);
        }}
      >
        <Waves size={15} aria-hidden />
        {t('traffic.show')}
      </button>
      {on && (
        <span className="traffic-legend__words">
          {!quiet && (
            <svg width="34" height="12" aria-hidden className="traffic-legend__sample">
              <path d="M1,6 L33,1.5 L33,10.5 Z" />
            </svg>
          )}
          {words}
        </span>
      )}
    </Panel>
  );
}

/** The key in local storage. */
export const trafficKey = 'portolan.traffic';

/** Whether traffic is drawn on the chart. Remembered across restarts. */
export function useTrafficSwitch(): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(trafficKey) !== 'off');
  return [
    on,
    (wanted) => {
      localStorage.setItem(trafficKey, wanted ? 'on' : 'off');
      setOn(wanted);
    },
  ];
}
