import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '#shared/model/attachment';
import { useText } from '../../i18n/use-text';
import { useClient, useReadOnly, useUi } from '../../store/services';
import { ActionButton } from '../../ui/action-button';
import { StateMark } from '../../ui/state-mark';
import { useLatest } from '../../ui/use-latest';
import { PlannedCommands } from '../../ui/planned-commands';
import { ForeignText } from '../../ui/foreign-text';

/** One attachment: its state, the commands that remove it, and the button that runs them. */
export function AttachmentItem(props: {
  readonly attachment: Attachment;
  /** Its name in the current panel: that of its bridge, or of its container. */
  readonly title: string;
}) {
  const id = useId();
  const { state, reason, interface: name, address } = props.attachment;
  const readOnly = useReadOnly();
  const text = useText();
  return (
    <li className="fact attachment">
      <div className="attachment__head">
        <span className="fact__name" id={id}>
          <ForeignText text={props.title} />
        </span>
        <StateMark state={state} />
      </div>
      <span className="fact__words mono">
        <ForeignText text={name} /> · <ForeignText text={address} />
      </span>
      {reason !== undefined && <span className="fact__words">{text(reason)}</span>}
      {!readOnly && <Detach attachment={props.attachment} describedBy={id} />}
    </li>
  );
}

function Detach(props: { readonly attachment: Attachment; readonly describedBy: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const noteDone = useUi((ui) => ui.noteDone);
  const { id, bridge, endpoint, state } = props.attachment;
  const request = { target: endpoint.id, bridge };
  const plan = useLatest(`${id} ${state}`, () => client.detach({ ...request, dryRun: true }));
  return (
    <>
      <PlannedCommands plan={plan} hint={t('detach.commandsHint')} wait={t('detach.wait')} />
      <div className="attachment__action">
        <ActionButton
          small
          label={t('detach.submit')}
          runningLabel={t('detach.submitting')}
          describedBy={props.describedBy}
          ask={() => client.detach(request)}
          onDone={({ commands }) => {
            noteDone({ action: { kind: 'detached', name: endpoint.name, bridge }, commands });
          }}
        />
      </div>
    </>
  );
}
