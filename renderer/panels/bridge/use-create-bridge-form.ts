import { useState } from 'react';
import type { Snapshot } from '#shared/model/snapshot';
import { useClient, useUi } from '../../store/services';
import { useLatest } from '../../ui/use-latest';
import { useSubmission } from '../../ui/use-submission';
import { freeBridgeAddresses, freeBridgeName } from './propose-bridge';

interface Fields {
  readonly name: string;
  readonly address: string;
}

/**
 * The logic of the dialog "Create bridge": proposals, the commands by a dry run, and the creation.
 *
 * @param snapshot proposals fit this snapshot; the helper checks against the current state
 */
export function useCreateBridgeForm(snapshot: Snapshot) {
  const client = useClient();
  const { closeDialog, select, noteDone } = useUi((ui) => ui);
  const [fields, setFields] = useState<Fields>(() => ({
    name: freeBridgeName(snapshot),
    address: freeBridgeAddresses(snapshot)[0] ?? '',
  }));
  const { submission, running, submit, forget } = useSubmission();

  const name = fields.name.trim();
  const address = fields.address.trim();
  const request = name === '' || address === '' ? null : { name, address };
  const plan = useLatest(request === null ? null : JSON.stringify(request), () =>
    client.createBridge({ name, address, dryRun: true }),
  );

  return {
    fields,
    plan,
    submission,
    /** Whether the request looks valid, as far as is known. */
    ready: request !== null && !running && plan?.ok !== false,
    change(changes: Partial<Fields>) {
      setFields({ ...fields, ...changes });
      forget();
    },
    async create() {
      if (request === null) return;
      const made = await submit(() => client.createBridge(request));
      if (made === null) return;
      noteDone({
        action: { kind: 'bridgeCreated', bridge: name },
        commands: made.commands,
      });
      closeDialog();
      select({ kind: 'bridge', name: name });
    },
  };
}
