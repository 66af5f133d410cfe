import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { hostAddresses } from '../../store/selectors';
import { useWorld } from '../../store/services';
import type { PublishForm } from './use-publish-form';

/** On which of the host's addresses the port is published. */
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
      <RadioGroup.Root
        className="choices"
        aria-labelledby={id}
        value={form.fields.hostIp}
        onValueChange={(hostIp) => {
          form.change({ hostIp });
        }}
      >
        {choices.map(({ value, label, hint }) => (
          <RadioGroup.Item key={value} value={value} className="choice">
            <span className="choice__dot">
              <RadioGroup.Indicator className="choice__mark" />
            </span>
            <span className="choice__words">
              <span className={value === label ? 'choice__label mono' : 'choice__label'}>
                {label}
              </span>
              <span className="choice__hint">{hint}</span>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}

function carries(addresses: readonly string[], address: string): boolean {
  return addresses.some((candidate) => candidate.startsWith(`${address}/`));
}
