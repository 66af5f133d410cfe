import { Box } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { portChips } from '../../diagram/graph/port-chips';
import { useReadOnly, useUi } from '../../store/services';
import { linkWords } from '../../ui/link-words';
import { SidePanel } from '../../ui/side-panel';
import { AttachmentItem } from '../attach/attachment-item';
import { EndpointFacts } from './endpoint-facts';
import { PortLine } from './port-line';
import { ForeignText, ForeignTexts } from '../../ui/foreign-text';

/** An endpoint: its interfaces, routes and ports. */
export function EndpointPanel(props: { readonly endpoint: Endpoint; readonly snapshot: Snapshot }) {
  const { t } = useTranslation();
  const { endpoint, snapshot } = props;
  const { name, runtime, interfaces, defaultRoute, defaultRoute6 } = endpoint;
  const outward = interfaces.filter((iface) => iface.name !== 'lo');
  const routes = [defaultRoute, defaultRoute6].filter((via) => via !== undefined);
  const readOnly = useReadOnly();
  const attachments = snapshot.attachments.filter((one) => one.endpoint.id === endpoint.id);
  const chips = portChips(
    endpoint,
    snapshot.publications.filter((publication) => publication.endpoint?.id === endpoint.id),
  );
  return (
    <SidePanel
      kind={t(`runtime.${runtime}`)}
      title={name}
      icon={<Box size={18} aria-hidden />}
      footer={readOnly ? undefined : <AttachButton endpoint={endpoint} />}
    >
      <EndpointFacts endpoint={endpoint} />
      <section className="panel__part">
        <h3>{t('endpoint.ports')}</h3>
        {chips.length === 0 && <p className="panel__quiet">{t('chart.nothingListens')}</p>}
        <ul className="facts">
          {chips.map((chip) => (
            <PortLine key={chip.key} chip={chip} endpoint={endpoint} />
          ))}
        </ul>
      </section>
      <section className="panel__part">
        <h3>{t('endpoint.interfaces')}</h3>
        {outward.length === 0 && <p className="panel__quiet">{t('endpoint.noInterfaces')}</p>}
        <ul className="facts">
          {outward.map((iface) => (
            <li key={iface.name} className="fact">
              <span className="fact__name">
                {iface.bridge === undefined ? (
                  <ForeignText text={iface.name} />
                ) : (
                  t('endpoint.wire', { name: iface.name, bridge: iface.bridge })
                )}
                {iface.up ? '' : ` (${t('endpoint.down')})`}
              </span>
              {iface.addresses.map((address) => (
                <span key={address} className="fact__words mono">
                  <ForeignText text={address} />
                </span>
              ))}
              <span className="fact__words mono">
                <ForeignTexts
                  texts={[linkWords(iface), iface.hostPeer, iface.mac].filter(
                    (word) => word !== undefined && word !== null,
                  )}
                  separator=" · "
                />
              </span>
            </li>
          ))}
        </ul>
        <p className="panel__quiet">
          {routes.length === 0
            ? t('endpoint.noRoute')
            : routes.map((via) => t('endpoint.route', { via })).join(', ')}
        </p>
      </section>
      {attachments.length > 0 && (
        <section className="panel__part">
          <h3>{t('attach.section')}</h3>
          <ul className="facts facts--apart">
            {attachments.map((attachment) => (
              <AttachmentItem
                key={attachment.id}
                attachment={attachment}
                title={attachment.bridge}
              />
            ))}
          </ul>
        </section>
      )}
    </SidePanel>
  );
}

function AttachButton({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation();
  const openAttach = useUi((ui) => ui.openAttach);
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        openAttach({ endpointId: endpoint.id, bridge: null });
      }}
    >
      {t('attach.title')}
    </button>
  );
}
