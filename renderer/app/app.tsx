import { assertNever } from '#shared/result/result';
import { useWorld } from '../store/services';
import './app.css';
import { ConnectingScreen } from './screens/connecting-screen';
import { ConsentScreen } from './screens/consent-screen';
import { FailedScreen } from './screens/failed-screen';
import { TopBar } from './top-bar';
import { Workspace } from './workspace';

/** The whole window: the bar, and below it the world, or what stands in the way to it. */
export function App() {
  return (
    <div className="app">
      <TopBar />
      <World />
    </div>
  );
}

/** Once there is a chart it stays in sight, also while the helper is away. */
function World() {
  const state = useWorld((mirror) => mirror.state);
  const snapshot = useWorld((mirror) => mirror.snapshot);
  if (state.phase === 'consent') return <ConsentScreen command={state.command} />;
  if (snapshot !== null) return <Workspace key={state.world} state={state} snapshot={snapshot} />;
  switch (state.phase) {
    case 'connecting':
    case 'connected':
      return <ConnectingScreen world={state.world} />;
    case 'failed':
      return <FailedScreen world={state.world} error={state.error} />;
    default:
      return assertNever(state);
  }
}
