import { useTranslation } from 'react-i18next';
import type { Snapshot } from '#shared/model/snapshot';
import { DialogForm, DialogSheet } from '../../ui/dialog';
import { PlannedCommands } from '../../ui/planned-commands';
import { TextField } from '../../ui/text-field';
import { useCreateBridgeForm } from './use-create-bridge-form';

/** Creates a bridge whose network is masqueraded and forwarded. */
export function CreateBridgeDialog({ snapshot }: { readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const form = useCreateBridgeForm(snapshot);
  return (
    <DialogSheet title={t('bridge.create')} description={t('bridge.description')}>
      <DialogForm
        ready={form.ready}
        submission={form.submission}
        submitLabel={t('bridge.create')}
        runningLabel={t('bridge.creating')}
        onSubmit={() => void form.create()}
      >
        <div className="field-pair">
          <TextField
            label={t('bridge.name')}
            hint={t('bridge.nameHint')}
            value={form.fields.name}
            onChange={(name) => {
              form.change({ name });
            }}
          />
          <TextField
            label={t('bridge.address')}
            hint={t('bridge.addressHint')}
            value={form.fields.address}
            onChange={(address) => {
              form.change({ address });
            }}
          />
        </div>
        <PlannedCommands
          plan={form.plan}
          hint={t('bridge.commandsHint')}
          wait={t('bridge.commandsWait')}
        />
      </DialogForm>
    </DialogSheet>
  );
}
