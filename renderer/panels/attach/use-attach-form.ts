import { useState } from 'react';
import type { Endpoint } from '#shared/model/snapshot';
import { useText } from '../../i18n/use-text';
import { useClient, useUi } from '../../store/services';
import { useLatest } from '../../ui/use-latest';
import { useSubmission } from '../../ui/use-submission';

/** The user's input. Empty fields use the helper's proposal. */
interface Fields {
  readonly bridge: string | null;
  readonly address: string;
  readonly interface: string;
}

/**
 * The logic of the dialog "Attach to a bridge". A dry run returns the commands, and proposes the
 * next free address and an interface name.
 *
 * @param start the bridge that is selected at first, if any
 */
export function useAttachForm(endpoint: Endpoint, start: string | null) {
  const client = useClient();
  const text = useText();
  const { closeDialog, select, noteDone } = useUi((ui) => ui);
  const [fields, setFields] = useState<Fields>({ bridge: start, address: '', interface: '' });
  const { submission, running, submit, forget } = useSubmission();

  const bridge = fields.bridge ?? '';
  const request = {
    target: endpoint.id,
    bridge,
    address: given(fields.address),
    interface: given(fields.interface),
  };
  const plan = useLatest(bridge === '' ? null : JSON.stringify(request), () =>
    client.attach({ ...request, dryRun: true }),
  );
  const proposed = plan?.ok === true ? plan.value.attachment : null;

  return {
    fields,
    plan,
    /** The helper's choice for empty fields. */
    proposed: { address: proposed?.address ?? '', interface: proposed?.interface ?? '' },
    /** A remark to show beside the commands; empty if there is none. */
    reason: proposed === null ? '' : text(proposed.reason),
    submission,
    ready: bridge !== '' && !running && plan?.ok !== false,
    change(changes: Partial<Fields>) {
      setFields({ ...fields, ...changes });
      forget();
    },
    async attach() {
      // Requests the address that was shown, even if another container took it meanwhile.
      const address = request.address ?? given(proposed?.address ?? '');
      const done = await submit(() => client.attach({ ...request, address }));
      if (done === null) return;
      const action = { kind: 'attached', name: endpoint.name, bridge } as const;
      noteDone({ action, commands: done.commands });
      closeDialog();
      select({ kind: 'endpoint', id: endpoint.id });
    },
  };
}

function given(value: string): string | undefined {
  const text = value.trim();
  return text === '' ? undefined : text;
}
