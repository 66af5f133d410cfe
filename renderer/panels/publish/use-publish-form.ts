import { useEffect, useState } from 'react';
import type { Protocol } from '#shared/model/port-spec';
import type { AppError } from '#shared/result/app-error';
import { useClient } from '../../store/services';
import type { PublishTarget } from '../../store/ui-store';
import { readPort, wishedPort, writeSpec } from './port-spec';
import { useLatest } from '../../ui/use-latest';

/** What the user has entered. */
export interface PublishFields {
  readonly hostPort: string;
  readonly hostIp: string;
  readonly proxy: boolean;
  readonly dnat: boolean;
}

type Submission =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly error: AppError };

/**
 * The publish dialog's logic: fields, the check of the port, the commands, and the publishing itself.
 *
 * @param onPublished receives the id of the new publication
 */
export function usePublishForm(target: PublishTarget, onPublished: (id: string) => void) {
  const client = useClient();
  const wished = wishedPort(target.port);
  const [fields, setFields] = useState<PublishFields>({
    hostPort: String(wished),
    hostIp: '*',
    proxy: true,
    dnat: true,
  });
  const [submission, setSubmission] = useState<Submission>({ kind: 'idle' });
  const { protocol } = target;

  useEffect(() => {
    let current = true;
    void suggest(client, wished, protocol).then((port) => {
      if (!current || port === null) return;
      // What the user has typed meanwhile stays.
      setFields((now) =>
        now.hostPort === String(wished) ? { ...now, hostPort: String(port) } : now,
      );
    });
    return () => {
      current = false;
    };
  }, [client, wished, protocol]);

  const { hostIp, proxy, dnat } = fields;
  const hostPort = readPort(fields.hostPort);
  const request =
    hostPort === null || !(proxy || dnat)
      ? null
      : {
          target: target.endpointId,
          specs: [writeSpec({ hostIp, hostPort, containerPort: target.port, protocol })],
          proxy,
          dnat,
        };
  const check = useLatest(hostPort === null ? null : `${hostIp} ${String(hostPort)}`, () =>
    client.checkPort({ hostIp, hostPort: hostPort ?? 0, protocol }),
  );
  const plan = useLatest(request === null ? null : JSON.stringify(request), () =>
    client.publish({ target: '', specs: [], ...request, dryRun: true }),
  );

  const submit = async (): Promise<void> => {
    if (request === null || submission.kind === 'running') return;
    setSubmission({ kind: 'running' });
    const published = await client.publish(request);
    if (!published.ok) {
      setSubmission({ kind: 'refused', error: published.error });
      return;
    }
    onPublished(published.value.publications[0]?.id ?? '');
  };

  return {
    fields,
    change: (changes: Partial<PublishFields>) => {
      setFields({ ...fields, ...changes });
      if (submission.kind === 'refused') setSubmission({ kind: 'idle' });
    },
    hostPort,
    check,
    plan,
    submission,
    /** Whether nothing speaks against publishing, as far as it is known by now. */
    ready:
      request !== null &&
      submission.kind !== 'running' &&
      !(check?.ok === true && !check.value.free),
    submit,
  };
}

export type PublishForm = ReturnType<typeof usePublishForm>;

/** The nearest free port from the wished one upwards, or null when none is known. */
async function suggest(
  client: ReturnType<typeof useClient>,
  hostPort: number,
  protocol: Protocol,
): Promise<number | null> {
  const check = await client.checkPort({ hostPort, protocol });
  return check.ok ? check.value.suggestion : null;
}
