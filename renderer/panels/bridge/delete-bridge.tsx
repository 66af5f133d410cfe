import { useTranslation } from 'react-i18next';
import { useClient, useUi } from '../../store/services';
import { ActionButton } from '../../ui/action-button';
import { PlannedCommands } from '../../ui/planned-commands';
import { useLatest } from '../../ui/use-latest';

/** Takes a bridge of ours away, with the commands in sight. While it is in use, it says what to do first. */
export function DeleteBridge(props: { readonly name: string; readonly attached: number }) {
  const { t } = useTranslation();
  const client = useClient();
  const noteDone = useUi((ui) => ui.noteDone);
  const { name, attached } = props;
  const plan = useLatest(`${name} ${String(attached)}`, () =>
    client.deleteBridge({ name, dryRun: true }),
  );
  return (
    <>
      <PlannedCommands
        plan={plan}
        hint={t('bridge.deleteHint')}
        wait={attached > 0 ? t('bridge.detachFirst') : t('publication.commandsPending')}
        toldElsewhere="BAD_REQUEST"
      />
      <ActionButton
        label={t('bridge.delete')}
        runningLabel={t('bridge.deleting')}
        ask={() => client.deleteBridge({ name })}
        onDone={({ commands }) => {
          noteDone({ deed: { kind: 'bridgeDeleted', bridge: name }, commands });
        }}
      />
    </>
  );
}
