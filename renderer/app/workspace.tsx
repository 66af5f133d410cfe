import type { WorldState } from '#shared/contract/window';
import type { Snapshot } from '#shared/model/snapshot';
import { Chart } from '../diagram/view/chart';
import { Inspector } from '../inspector/inspector';
import { PublishDialog } from '../panels/publish/publish-dialog';
import { SelectionPanel } from '../panels/selection-panel';
import { LostBanner } from './lost-banner';

/** The chart with all that belongs to it. */
export function Workspace(props: { readonly state: WorldState; readonly snapshot: Snapshot }) {
  const { state, snapshot } = props;
  return (
    <main className="workspace">
      <LostBanner state={state} />
      <div className="workspace__chart">
        <Chart snapshot={snapshot} world={state.world} />
        <Inspector snapshot={snapshot} />
      </div>
      <SelectionPanel snapshot={snapshot} />
      <PublishDialog />
    </main>
  );
}
