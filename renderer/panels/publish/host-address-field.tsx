import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { hostAddresses } from '#shared/model/own-addresses';
import { useWorld } from '../../store/services';
import { Choices } from '../../ui/choices';
import type { PublishForm } from './use-publish-form';

/** The choice of the host address to publish on. */
export function HostAddressField({ form }: { readonly form: PublishForm }) {
  const { t } = useTranslation();
  const id = useId();
  const host = useWorld(({ snapshot }) => snapshot?.host ?? null);
  const choices = [
    { value: '*', label: t('publish.everyAddress'), hint: t('publish.everyAddressHint') },
    { value: '127.0.0.1', label: t('publish.onlyThis'), hint: '127.0.0.1' },
    ...(host === null ? [] : hostAddresses(host)).map((value) => ({
      value,
      label: value,
      hint: host?.interfaces.find((iface) => carries(iface.addresses, value))?.name ?? '',
    })),
  ];
  return (
    <div className="field">
      <div className="field__label" id={id}>
        {t('publish.hostAddress')}
      </div>
      <Choices
        labelledBy={id}
        value={form.fields.hostIp}
        choices={choices.map((choice) => ({ ...choice, mono: choice.value === choice.label }))}
        onChange={(hostIp) => {
          form.change({ hostIp });
        }}
      />
    </div>
  );
}

function carries(addresses: readonly string[], address: string): boolean {
  return addresses.some((candidate) => candidate.startsWith(`${address}/`));
}
