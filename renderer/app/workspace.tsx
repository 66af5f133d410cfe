import type { WorldState } from '#shared/contract/window';
import type { Snapshot } from '#shared/model/snapshot';
import { Chart } from '../diagram/view/chart';
import { Inspector } from '../inspector/inspector';
import { Dialogs } from '../panels/dialogs';
import { SelectionPanel } from '../panels/selection-panel';
import { FileBanner, LostBanner } from './banners';
import { ReceiptNote } from './receipt-note';
import { StaleNotice } from './stale-notice';

/** The chart with its banners, panels, dialogs and the inspector. */
export function Workspace(props: { readonly state: WorldState; readonly snapshot: Snapshot }) {
  const { state, snapshot } = props;
  return (
    <main className="workspace">
      {state.phase === 'file' ? (
        <FileBanner state={state} hostname={snapshot.host.hostname} />
      ) : (
        <LostBanner state={state} />
      )}
      <StaleNotice stale={snapshot.stale ?? []} endpoints={snapshot.endpoints} />
      <div className="workspace__chart">
        <div className="workspace__sea">
          <Chart snapshot={snapshot} world={state.world} />
          <ReceiptNote />
        </div>
        <Inspector snapshot={snapshot} />
      </div>
      <SelectionPanel snapshot={snapshot} />
      <Dialogs snapshot={snapshot} />
    </main>
  );
}
