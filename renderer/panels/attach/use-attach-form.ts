import { useState } from 'react';
import type { Endpoint } from '#shared/model/snapshot';
import { useText } from '../../i18n/use-text';
import { useClient, useUi } from '../../store/services';
import { useLatest } from '../../ui/use-latest';
import { useSubmission } from '../../ui/use-submission';

/** What the user has entered. An empty text: as the helper proposes. */
interface Fields {
  readonly bridge: string | null;
  readonly address: string;
  readonly interface: string;
}

/**
 * The logic of the dialog "Attach to a bridge". A dry run gives the commands, and proposes the next free address
 * and name for the interface.
 *
 * @param start the bridge that is chosen at first, if any
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
    ...given('address', fields.address),
    ...given('interface', fields.interface),
  };
  const plan = useLatest(bridge === '' ? null : JSON.stringify(request), () =>
    client.attach({ ...request, dryRun: true }),
  );
  const proposed = plan?.ok === true ? plan.value.attachment : null;

  return {
    fields,
    plan,
    /** What the helper would choose for what is left empty. */
    proposed: { address: proposed?.address ?? '', interface: proposed?.interface ?? '' },
    /** What a person should know beside the commands; empty when nothing. */
    reason: proposed === null ? '' : text(proposed.reason),
    submission,
    ready: bridge !== '' && !running && plan?.ok !== false,
    change(changes: Partial<Fields>) {
      setFields({ ...fields, ...changes });
      forget();
    },
    async attach() {
      // What was shown is what is asked for, also when another container took the address meanwhile.
      const shown = proposed === null ? {} : given('address', proposed.address);
      const done = await submit(() => client.attach({ ...shown, ...request }));
      if (done === null) return;
      const deed = { kind: 'attached', name: endpoint.name, bridge } as const;
      noteDone({ deed, commands: done.commands });
      closeDialog();
      select({ kind: 'endpoint', id: endpoint.id });
    },
  };
}

export type AttachForm = ReturnType<typeof useAttachForm>;

function given<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  const text = value.trim();
  return text === '' ? {} : ({ [key]: text } as Partial<Record<K, string>>);
}
