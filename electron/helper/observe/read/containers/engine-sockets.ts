import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where Docker and Podman listen when they run as root (dockerd(8), podman-system-service(1)). */
const usualSockets = ['/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock'];

/** Settings of Docker's command line. */
export interface DockerSettings {
  /** `DOCKER_HOST`. */
  readonly host?: string;
  /** The hosts of users' current contexts; see `currentContext`. */
  readonly contexts: readonly string[];
}

/**
 * The sockets of possible container engines, each once. A socket may not exist; it is tried again
 * and again.
 *
 * Only `unix://` names an engine of this machine.
 */
export function engineSockets({ host, contexts }: DockerSettings): readonly string[] {
  const named = [host ?? '', ...contexts].flatMap((text) =>
    text.startsWith('unix:///') ? [text.slice(7)] : [],
  );
  return [...new Set([...named, ...usualSockets].map(withRealFolder))];
}

/**
 * Whether a socket belongs to another user than root, or may do so once it exists: an engine that
 * runs without root has it in a folder of its user.
 */
export function isForeignSocket(socket: string): boolean {
  try {
    const found = statSync(socket, { throwIfNoEntry: false });
    return found === undefined ? !usualSockets.includes(socket) : found.uid !== 0;
  } catch {
    // Its folder may be of a kind that is closed even to root, or a circle of links.
    return true;
  }
}

/** `/var/run` is a link to `/run` nearly everywhere. */
function withRealFolder(socket: string): string {
  try {
    return join(realpathSync(dirname(socket)), basename(socket));
  } catch {
    return socket;
  }
}
