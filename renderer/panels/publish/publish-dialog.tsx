import { TriangleAlert, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isLoopback } from '#shared/model/address';
import type { Endpoint } from '#shared/model/snapshot';
import { findEndpoint } from '../../store/selectors';
import { useUi, useWorld } from '../../store/services';
import type { PublishTarget } from '../../store/ui-store';
import { ErrorNotice } from '../../ui/error-notice';
import { SwitchRow } from '../../ui/switch-row';
import { HostAddressField } from './host-address-field';
import { HostPortField } from './host-port-field';
import { PlannedCommands } from './planned-commands';
import './publish-dialog.css';
import { usePublishForm } from './use-publish-form';

/** Publishes one port of an endpoint. Opens whenever the UI state says so. */
export function PublishDialog() {
  const dialog = useUi((ui) => ui.dialog);
  const close = useUi((ui) => ui.closeDialog);
  return (
    <Dialog.Root
      open={dialog.kind === 'publish'}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        {dialog.kind === 'publish' && (
          <Content
            key={`${dialog.target.endpointId} ${String(dialog.target.port)}`}
            target={dialog.target}
          />
        )}
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ target }: { readonly target: PublishTarget }) {
  const { t } = useTranslation();
  const endpoint = useWorld(({ snapshot }) => findEndpoint(snapshot, target.endpointId));
  const [opener] = useState(() => document.activeElement);
  return (
    <Dialog.Content
      className="dialog"
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (opener instanceof HTMLElement) opener.focus();
      }}
    >
      <header className="dialog__head">
        <Dialog.Title className="dialog__title">{t('publish.title')}</Dialog.Title>
        <Dialog.Close className="icon-button" aria-label={t('publish.cancel')}>
          <X size={18} aria-hidden />
        </Dialog.Close>
        <Dialog.Description className="dialog__description">
          {endpoint === null
            ? t('publish.gone')
            : t('publish.description', {
                port: `${String(target.port)}/${target.protocol}`,
                name: endpoint.name,
              })}
        </Dialog.Description>
      </header>
      {endpoint !== null && <PublishFormView target={target} endpoint={endpoint} />}
    </Dialog.Content>
  );
}

function PublishFormView(props: { readonly target: PublishTarget; readonly endpoint: Endpoint }) {
  const { t } = useTranslation();
  const { target, endpoint } = props;
  const close = useUi((ui) => ui.closeDialog);
  const select = useUi((ui) => ui.select);
  const form = usePublishForm(target, (id) => {
    close();
    select({ kind: 'publication', id });
  });
  const { fields, change, submission } = form;
  return (
    <form
      className="dialog__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.ready) void form.submit();
      }}
    >
      <div className="dialog__body">
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
        <PlannedCommands form={form} />
        {submission.kind === 'refused' && <ErrorNotice error={submission.error} />}
      </div>
      <footer className="dialog__foot">
        <Dialog.Close className="button">{t('publish.cancel')}</Dialog.Close>
        <button type="submit" className="button button--primary" disabled={!form.ready}>
          {submission.kind === 'running' ? t('publish.submitting') : t('publish.submit')}
        </button>
      </footer>
    </form>
  );
}

function listensInsideOnly(endpoint: Endpoint, target: PublishTarget): boolean {
  const listeners = endpoint.listeners.filter(
    ({ port, protocol }) => port === target.port && protocol === target.protocol,
  );
  return listeners.length > 0 && listeners.every(({ address }) => isLoopback(address));
}
