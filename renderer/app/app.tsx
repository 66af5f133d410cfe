import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '#shared/result/result';
import { sourceOf } from '../store/mirror';
import { useWorld, useUi } from '../store/services';
import { ErrorNotice } from '../ui/error-notice';
import './app.css';
import { DrawingBoundary } from './drawing-boundary';
import { ConnectingScreen } from './screens/connecting-screen';
import { ConsentScreen } from './screens/consent-screen';
import { FailedScreen } from './screens/failed-screen';
import { TopBar } from './top-bar';
import { Workspace } from './workspace';

/**
 * The whole window: the top bar, and below it the chart or a screen that explains why there is
 * none.
 */
export function App() {
  return (
    <div className="app">
      <TopBar />
      <NoticeBar />
      <World />
    </div>
  );
}

/** Shows the chart as soon as there is one, and keeps it while the helper is away. */
function World() {
  const state = useWorld((mirror) => mirror.state);
  const snapshot = useWorld((mirror) => mirror.snapshot);
  if (state.phase === 'consent') return <ConsentScreen command={state.command} />;
  if (snapshot !== null) {
    return (
      <DrawingBoundary key={sourceOf(state)} world={state.world}>
        <Workspace state={state} snapshot={snapshot} />
      </DrawingBoundary>
    );
  }
  switch (state.phase) {
    case 'connecting':
    case 'connected':
    case 'file':
      return <ConnectingScreen world={state.world} />;
    case 'failed':
      return <FailedScreen world={state.world} error={state.error} />;
    default:
      return assertNever(state);
  }
}

/** An error that belongs to no dialog or panel. Stays until the user closes it. */
function NoticeBar() {
  const { t } = useTranslation();
  const notice = useUi((ui) => ui.notice);
  const showNotice = useUi((ui) => ui.showNotice);
  return (
    <div className="notice-bar">
      {notice !== null && (
        <>
          <ErrorNotice error={notice} />
          <button
            type="button"
            className="icon-button"
            aria-label={t('receipt.close')}
            title={t('receipt.close')}
            onClick={() => {
              showNotice(null);
            }}
          >
            <X size={16} aria-hidden />
          </button>
        </>
      )}
    </div>
  );
}
