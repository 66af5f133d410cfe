import { assertNever } from '#shared/result/result';
import type { Snapshot } from '#shared/model/snapshot';
import { findBridge, findEndpoint, findPublication } from '../store/selectors';
import { useUi } from '../store/services';
import { BridgePanel } from './bridge/bridge-panel';
import { EndpointPanel } from './endpoint/endpoint-panel';
import { PublicationPanel } from './publication/publication-panel';

/** The panel of the selection; nothing if the selected item does not exist (yet). */
export function SelectionPanel({ snapshot }: { readonly snapshot: Snapshot }) {
  const selection = useUi((ui) => ui.selection);
  switch (selection.kind) {
    case 'none':
      return null;
    case 'publication': {
      const publication = findPublication(snapshot, selection.id);
      return publication === null ? null : (
        <PublicationPanel publication={publication} host={snapshot.host} />
      );
    }
    case 'endpoint': {
      const endpoint = findEndpoint(snapshot, selection.id);
      return endpoint === null ? null : <EndpointPanel endpoint={endpoint} snapshot={snapshot} />;
    }
    case 'bridge': {
      const bridge = findBridge(snapshot, selection.name);
      return bridge === null ? null : <BridgePanel bridge={bridge} snapshot={snapshot} />;
    }
    default:
      return assertNever(selection);
  }
}
