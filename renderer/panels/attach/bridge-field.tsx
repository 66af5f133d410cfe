import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Bridge } from '#shared/model/snapshot';
import { Choices } from '../../ui/choices';

/** To which bridge. Those that the endpoint is on already say so. */
export function BridgeField(props: {
  readonly bridges: readonly Bridge[];
  readonly joined: ReadonlySet<string | undefined>;
  readonly value: string | null;
  readonly onChange: (bridge: string) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="field">
      <div className="field__label" id={id}>
        {t('attach.bridge')}
      </div>
      <Choices
        labelledBy={id}
        value={props.value}
        choices={props.bridges.map(({ name, addresses }) => ({
          value: name,
          label: name,
          mono: true,
          hint: props.joined.has(name)
            ? t('attach.joinedAlready')
            : (addresses[0] ?? t('chart.noAddress')),
        }))}
        onChange={props.onChange}
      />
    </div>
  );
}
