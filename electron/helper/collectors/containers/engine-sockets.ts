import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where Docker and Podman listen when they run as root (dockerd(8), podman-system-service(1)). */
const usualSockets = ['/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock'];

/**
 * The sockets on which container engines are looked for, each once. A socket need not be there: it is tried
 * again and again.
 *
 * @param dockerHost what `DOCKER_HOST` says; only `unix://` names an engine of this machine
 */
export function engineSockets(dockerHost: string | undefined): readonly string[] {
  const named = dockerHost?.startsWith('unix:///') === true ? [dockerHost.slice(7)] : [];
  return [...new Set([...named, ...usualSockets].map(withRealFolder))];
}

/** `/var/run` is a link to `/run` nearly everywhere. */
function withRealFolder(socket: string): string {
  try {
    return join(realpathSync(dirname(socket)), basename(socket));
  } catch {
    return socket;
  }
}
