import { X } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useUi } from '../store/services';
import './side-panel.css';
import { ForeignText } from './foreign-text';

/** The panel beside the chart, for the selected item. Escape closes it. */
export function SidePanel(props: {
  readonly kind: string;
  readonly title: string;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  /** Stays visible below the scrolling content. */
  readonly footer?: ReactNode;
}) {
  const { t } = useTranslation();
  const id = useId();
  const select = useUi((ui) => ui.select);
  const close = (): void => {
    select({ kind: 'none' });
  };
  return (
    <aside
      className="panel"
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header className="panel__head">
        <span className="panel__icon">{props.icon}</span>
        <h2 id={id} className="panel__title">
          <span className="panel__kind">{props.kind} </span>
          <span className="mono">
            <ForeignText text={props.title} />
          </span>
        </h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t('publication.close')}
          title={t('publication.close')}
          onClick={close}
        >
          <X size={18} aria-hidden />
        </button>
      </header>
      <div className="panel__body">{props.children}</div>
      {props.footer !== undefined && <footer className="panel__foot">{props.footer}</footer>}
    </aside>
  );
}
