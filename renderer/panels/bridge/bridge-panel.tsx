import { Network } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Bridge, Snapshot } from '#shared/model/snapshot';
import { useReadOnly } from '../../store/services';
import { AttachmentItem } from '../attach/attachment-item';
import { SidePanel } from '../../ui/side-panel';
import { BridgePorts } from './bridge-ports';
import { DeleteBridge } from './delete-bridge';
import { BridgeTraffic } from './bridge-traffic';

/** All that is known of a bridge: its network, what is joined to it, and, when it is ours, how to take it away. */
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
              {address}
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
