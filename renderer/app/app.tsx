import { assertNever } from '#shared/result/result';
import { placeOf } from '../store/mirror';
import { useWorld } from '../store/services';
import './app.css';
import { ConnectingScreen } from './screens/connecting-screen';
import { ConsentScreen } from './screens/consent-screen';
import { FailedScreen } from './screens/failed-screen';
import { NoticeBar } from './notice-bar';
import { TopBar } from './top-bar';
import { Workspace } from './workspace';

/** The whole window: the bar, and below it the world, or what stands in the way to it. */
export function App() {
  return (
    <div className="app">
      <TopBar />
      <NoticeBar />
      <World />
    </div>
  );
}

/** Once there is a chart it stays in sight, also while the helper is away. */
function World() {
  const state = useWorld((mirror) => mirror.state);
  const snapshot = useWorld((mirror) => mirror.snapshot);
  if (state.phase === 'consent') return <ConsentScreen command={state.command} />;
  if (snapshot !== null)
    return <Workspace key={placeOf(state)} state={state} snapshot={snapshot} />;
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
