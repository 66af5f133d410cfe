import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isLoopback } from '#shared/model/address';
import type { Endpoint } from '#shared/model/snapshot';
import { findEndpoint } from '../../store/selectors';
import { useUi, useWorld } from '../../store/services';
import type { PublishTarget } from '../../store/ui-store';
import { DialogForm, DialogSheet } from '../../ui/dialog';
import { PlannedCommands } from '../../ui/planned-commands';
import { SwitchRow } from '../../ui/switch-row';
import { HostAddressField } from './host-address-field';
import { HostPortField } from './host-port-field';
import { usePublishForm } from './use-publish-form';

/** Publishes one port of an endpoint. */
export function PublishDialog({ target }: { readonly target: PublishTarget }) {
  const { t } = useTranslation();
  const endpoint = useWorld(({ snapshot }) => findEndpoint(snapshot, target.endpointId));
  const description =
    endpoint === null
      ? t('publish.gone')
      : t('publish.description', {
          port: `${String(target.port)}/${target.protocol}`,
          name: endpoint.name,
        });
  return (
    <DialogSheet title={t('publish.title')} description={description}>
      {endpoint !== null && <PublishFormView target={target} endpoint={endpoint} />}
    </DialogSheet>
  );
}

function PublishFormView(props: { readonly target: PublishTarget; readonly endpoint: Endpoint }) {
  const { t } = useTranslation();
  const { target, endpoint } = props;
  const close = useUi((ui) => ui.closeDialog);
  const select = useUi((ui) => ui.select);
  const form = usePublishForm(target, endpoint.name, (id) => {
    close();
    select({ kind: 'publication', id });
  });
  const { fields, change } = form;
  return (
    <DialogForm
      ready={form.ready}
      submission={form.submission}
      submitLabel={t('publish.submit')}
      runningLabel={t('publish.submitting')}
      onSubmit={() => void form.submit()}
    >
      {listensInsideOnly(endpoint, target) && (
        <p className="hint hint--warn">
          <TriangleAlert size={16} aria-hidden />
          {t('publish.loopbackWarning')}
        </p>
      )}
      <HostPortField form={form} />
      <HostAddressField form={form} />
      <fieldset className="field field--plain">
        <legend className="field__label">{t('publish.advanced')}</legend>
        <SwitchRow
          label={t('publish.proxy')}
          hint={t('publish.proxyHint')}
          checked={fields.proxy}
          onChange={(proxy) => {
            change({ proxy });
          }}
        />
        <SwitchRow
          label={t('publish.dnat')}
          hint={t('publish.dnatHint')}
          checked={fields.dnat}
          onChange={(dnat) => {
            change({ dnat });
          }}
        />
        {!fields.proxy && !fields.dnat && (
          <p className="field__hint field__hint--warn">{t('publish.oneNeeded')}</p>
        )}
      </fieldset>
      <PlannedCommands
        plan={form.plan}
        hint={t('publish.commandsHint')}
        wait={t(form.planning ? 'publish.commandsPending' : 'publish.commandsWait')}
        shownElsewhere="PORT_IN_USE"
      />
    </DialogForm>
  );
}

function listensInsideOnly(endpoint: Endpoint, target: PublishTarget): boolean {
  const listeners = endpoint.listeners.filter(
    ({ port, protocol }) => port === target.port && protocol === target.protocol,
  );
  return listeners.length > 0 && listeners.every(({ address }) => isLoopback(address));
}
