import { Info } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useId } from 'react';
import type { Bridge, Endpoint, Snapshot } from '#shared/model/snapshot';
import { byNaturalName } from '#shared/model/order';
import { findEndpoint } from '../../store/selectors';
import { useUi } from '../../store/services';
import type { AttachTarget } from '../../store/ui-store';
import { DialogForm, DialogSheet } from '../../ui/dialog';
import { PlannedCommands } from '../../ui/planned-commands';
import { TextField } from '../../ui/text-field';
import { Choices } from '../../ui/choices';
import { useAttachForm } from './use-attach-form';

/** Attaches an endpoint to one of Portolan's bridges. */
export function AttachDialog(props: {
  readonly target: AttachTarget;
  readonly snapshot: Snapshot;
}) {
  const { t } = useTranslation();
  const { target, snapshot } = props;
  const endpoint = findEndpoint(snapshot, target.endpointId);
  const joinable = snapshot.bridges
    .filter(({ origin }) => origin === 'portolan')
    .toSorted(byNaturalName);
  return (
    <DialogSheet
      title={t('attach.title')}
      description={
        endpoint === null ? t('publish.gone') : t('attach.description', { name: endpoint.name })
      }
    >
      {endpoint !== null &&
        (joinable.length === 0 ? (
          <NoBridge />
        ) : (
          <AttachFormView endpoint={endpoint} bridges={joinable} start={target.bridge} />
        ))}
    </DialogSheet>
  );
}

function NoBridge() {
  const { t } = useTranslation();
  const openCreateBridge = useUi((ui) => ui.openCreateBridge);
  return (
    <div className="dialog__body">
      <p>{t('attach.noBridge')}</p>
      <button type="button" className="button button--primary" onClick={openCreateBridge}>
        {t('bridge.create')}
      </button>
    </div>
  );
}

function AttachFormView(props: {
  readonly endpoint: Endpoint;
  readonly bridges: readonly Bridge[];
  readonly start: string | null;
}) {
  const { t } = useTranslation();
  const { endpoint, bridges } = props;
  const joined = new Set(endpoint.interfaces.map(({ bridge }) => bridge));
  const first = bridges.find(({ name }) => !joined.has(name)) ?? bridges[0];
  const form = useAttachForm(endpoint, props.start ?? first?.name ?? null);
  const { fields, change, proposed } = form;
  return (
    <DialogForm
      ready={form.ready}
      submission={form.submission}
      submitLabel={t('attach.submit')}
      runningLabel={t('attach.submitting')}
      onSubmit={() => void form.attach()}
    >
      <BridgeField
        bridges={bridges}
        joined={joined}
        value={fields.bridge}
        onChange={(bridge) => {
          change({ bridge, address: '' });
        }}
      />
      <div className="field-pair">
        <TextField
          label={t('attach.address')}
          hint={t('attach.addressHint')}
          value={fields.address}
          placeholder={proposed.address}
          onChange={(address) => {
            change({ address });
          }}
        />
        <TextField
          label={t('attach.interface')}
          hint={t('attach.interfaceHint')}
          value={fields.interface}
          placeholder={proposed.interface}
          onChange={(name) => {
            change({ interface: name });
          }}
        />
      </div>
      {form.reason !== '' && (
        <p className="hint hint--warn">
          <Info size={16} aria-hidden />
          {form.reason}
        </p>
      )}
      <PlannedCommands
        plan={form.plan}
        hint={t('attach.commandsHint')}
        wait={t('attach.commandsWait')}
      />
    </DialogForm>
  );
}

/** The choice of the bridge. Marks bridges to which the endpoint is already attached. */
function BridgeField(props: {
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
