import type { ReactNode } from 'react';
import { assertNever } from '#shared/result/result';
import type { Snapshot } from '#shared/model/snapshot';
import { useUi } from '../store/services';
import type { OpenDialog } from '../store/ui-store';
import { DialogLayer } from '../ui/dialog';
import { AttachDialog } from './attach/attach-dialog';
import { CreateBridgeDialog } from './bridge/create-bridge-dialog';
import { PublishDialog } from './publish/publish-dialog';

/** The dialog that is open according to the UI state. */
export function Dialogs({ snapshot }: { readonly snapshot: Snapshot }) {
  const dialog = useUi((ui) => ui.dialog);
  const close = useUi((ui) => ui.closeDialog);
  return <DialogLayer onClose={close}>{content(dialog, snapshot)}</DialogLayer>;
}

function content(dialog: OpenDialog, snapshot: Snapshot): ReactNode | null {
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'publish': {
      const { endpointId, port } = dialog.target;
      return <PublishDialog key={`${endpointId} ${String(port)}`} target={dialog.target} />;
    }
    case 'create-bridge':
      return <CreateBridgeDialog snapshot={snapshot} />;
    case 'attach':
      return <AttachDialog target={dialog.target} snapshot={snapshot} />;
    default:
      return assertNever(dialog);
  }
}
