import { Network } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Bridge, Snapshot } from '#shared/model/snapshot';
import { useReadOnly, useClient, useUi } from '../../store/services';
import { SidePanel } from '../../ui/side-panel';
import { Mechanism } from '../../ui/mechanism';
import { ActionButton } from '../../ui/action-button';
import { PlannedCommands } from '../../ui/planned-commands';
import { useLatest } from '../../ui/use-latest';
import { AttachmentItem } from '../attach/attachment-item';
import { BridgePorts } from './bridge-ports';
import { ForeignText } from '../../ui/foreign-text';

/** A bridge: its network, its attachments, and, if it is ours, how to delete it. */
export function BridgePanel(props: { readonly bridge: Bridge; readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { bridge, snapshot } = props;
  const { name, addresses, origin } = bridge;
  const readOnly = useReadOnly();
  const attachments = snapshot.attachments.filter((one) => one.bridge === name);
  const footer =
    origin !== 'portolan' ? (
      <p className="panel__quiet">{t('publication.notOurs', { origin: t(`origin.${origin}`) })}</p>
    ) : readOnly ? undefined : (
      <DeleteBridge key={name} name={name} attached={attachments.length} />
    );
  return (
    <SidePanel
      kind={t('bridge.panel')}
      title={name}
      icon={<Network size={18} aria-hidden />}
      footer={footer}
    >
      <section className="panel__part">
        <h3>{t('bridge.network')}</h3>
        {addresses.length === 0 && <p className="panel__quiet">{t('chart.noAddress')}</p>}
        <ul className="facts">
          {addresses.map((address) => (
            <li key={address} className="mono">
              <ForeignText text={address} />
            </li>
          ))}
        </ul>
        <BridgeTraffic bridge={bridge} />
      </section>
      {attachments.length > 0 && (
        <section className="panel__part">
          <h3>{t('attach.section')}</h3>
          <ul className="facts facts--apart">
            {attachments.map((attachment) => (
              <AttachmentItem
                key={attachment.id}
                attachment={attachment}
                title={attachment.endpoint.name}
              />
            ))}
          </ul>
        </section>
      )}
      <section className="panel__part">
        <h3>{t('bridge.ports')}</h3>
        <BridgePorts bridge={bridge} endpoints={snapshot.endpoints} />
      </section>
    </SidePanel>
  );
}

/** How the traffic of a bridge's network is handled. */
function BridgeTraffic({ bridge }: { readonly bridge: Bridge }) {
  const { t } = useTranslation();
  const { masquerade, forwarded } = bridge;
  return (
    <ul className="mechanisms">
      <Mechanism
        on={masquerade}
        name={t('chart.masquerade')}
        words={masquerade ? t('chart.masqueradeHint') : t('bridge.notMasqueradedHint')}
      />
      <Mechanism
        on={forwarded}
        name={forwarded ? t('chart.forwarded') : t('chart.notForwarded')}
        words={forwarded ? t('chart.forwardedHint') : t('chart.notForwardedHint')}
      />
      {bridge.vlanFiltering === true && (
        <Mechanism on name={t('bridge.vlans')} words={t('bridge.vlansHint')} />
      )}
    </ul>
  );
}

/** Deletes one of our bridges, showing the commands. While it is in use, says what to do first. */
function DeleteBridge(props: { readonly name: string; readonly attached: number }) {
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
        shownElsewhere="BAD_REQUEST"
      />
      <ActionButton
        label={t('bridge.delete')}
        runningLabel={t('bridge.deleting')}
        ask={() => client.deleteBridge({ name })}
        onDone={({ commands }) => {
          noteDone({ action: { kind: 'bridgeDeleted', bridge: name }, commands });
        }}
      />
    </>
  );
}
