import { portSchema, type Protocol } from '#shared/model/port-spec';

/** The port number that a text says, or null. */
export function readPort(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[0-9]{1,5}$/.test(trimmed)) return null;
  const port = portSchema.safeParse(Number(trimmed));
  return port.success ? port.data : null;
}

/** A port specification as Docker writes it: `[HOST_IP:]HOST_PORT:PORT/PROTOCOL`. */
export function writeSpec(spec: {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: Protocol;
}): string {
  const { hostIp, hostPort, containerPort, protocol } = spec;
  const host = hostIp === '*' ? '' : hostIp.includes(':') ? `[${hostIp}]:` : `${hostIp}:`;
  return `${host}${String(hostPort)}:${String(containerPort)}/${protocol}`;
}

/** The host port to begin with: the same number, or one an unprivileged service would take (80 → 8080). */
export function wishedPort(containerPort: number): number {
  return containerPort < 1024 ? containerPort + 8000 : containerPort;
}
