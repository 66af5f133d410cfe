import { useEffect, useState } from 'react';
import { type Protocol, portSchema } from '#shared/model/port-spec';
import { publicationName } from '#shared/model/publication';
import { useClient, useUi } from '../../store/services';
import type { PublishTarget } from '../../store/ui-store';
import { useLatest } from '../../ui/use-latest';
import { useSubmission } from '../../ui/use-submission';

/** The user's input. */
export interface PublishFields {
  readonly hostPort: string;
  readonly hostIp: string;
  readonly proxy: boolean;
  readonly dnat: boolean;
}

/**
 * The logic of the publish dialog: fields, the port check, the commands, and the request itself.
 *
 * @param name the endpoint's name
 * @param onPublished receives the id of the new publication
 */
export function usePublishForm(
  target: PublishTarget,
  name: string,
  onPublished: (id: string) => void,
) {
  const noteDone = useUi((ui) => ui.noteDone);
  const client = useClient();
  const preferred = defaultHostPort(target.port);
  const [fields, setFields] = useState<PublishFields>({
    hostPort: String(preferred),
    hostIp: '*',
    proxy: true,
    dnat: true,
  });
  const { submission, running, submit, forget } = useSubmission();
  const { protocol } = target;

  useEffect(() => {
    let current = true;
    void suggest(client, preferred, protocol).then((port) => {
      if (!current || port === null) return;
      // Keeps what the user typed meanwhile.
      setFields((now) =>
        now.hostPort === String(preferred) ? { ...now, hostPort: String(port) } : now,
      );
    });
    return () => {
      current = false;
    };
  }, [client, preferred, protocol]);

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

  const publish = async (): Promise<void> => {
    if (request === null) return;
    const done = await submit(() => client.publish(request));
    const made = done?.publications[0];
    if (done === null || made === undefined) return;
    const what = { host: publicationName(made), port: String(target.port), name };
    noteDone({ action: { kind: 'published', ...what }, commands: done.commands });
    onPublished(made.id);
  };

  return {
    fields,
    change: (changes: Partial<PublishFields>) => {
      setFields({ ...fields, ...changes });
      forget();
    },
    hostPort,
    check,
    plan,
    /** Whether the commands have been requested but not received. */
    planning: request !== null && plan === null,
    submission,
    /** Whether the request looks valid, as far as is known. */
    ready: request !== null && !running && !(check?.ok === true && !check.value.free),
    submit: publish,
  };
}

export type PublishForm = ReturnType<typeof usePublishForm>;

/** Returns the nearest free port at or above the preferred one; null if none is known. */
async function suggest(
  client: ReturnType<typeof useClient>,
  hostPort: number,
  protocol: Protocol,
): Promise<number | null> {
  const check = await client.checkPort({ hostPort, protocol });
  return check.ok ? check.value.suggestion : null;
}

/** Parses a port number; null if invalid. */
function readPort(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[0-9]{1,5}$/.test(trimmed)) return null;
  const port = portSchema.safeParse(Number(trimmed));
  return port.success ? port.data : null;
}

/** Formats a port specification as Docker does: `[HOST_IP:]HOST_PORT:PORT/PROTOCOL`. */
function writeSpec(spec: {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: Protocol;
}): string {
  const { hostIp, hostPort, containerPort, protocol } = spec;
  const host = hostIp === '*' ? '' : hostIp.includes(':') ? `[${hostIp}]:` : `${hostIp}:`;
  return `${host}${String(hostPort)}:${String(containerPort)}/${protocol}`;
}

/** Returns the default host port: the same number, or one that needs no privileges (80 → 8080). */
function defaultHostPort(containerPort: number): number {
  return containerPort < 1024 ? containerPort + 8000 : containerPort;
}
