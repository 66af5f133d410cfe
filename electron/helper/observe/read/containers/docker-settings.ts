import { homedir } from 'node:os';
import { join } from 'node:path';
import { userHome } from '../../../system/proc/users';
import { currentContext } from './docker-context';
import type { DockerSettings } from './engine-sockets';

/**
 * Where Docker's commands go: those of whoever started the helper, and those of its owner, who may be another
 * (sudo(8) and pkexec(1) leave root's home folder in the environment).
 *
 * @param owner user id
 */
export function dockerSettings(
  environment: Readonly<Record<string, string | undefined>>,
  owner: number,
): DockerSettings {
  const host = environment['DOCKER_HOST'];
  const own = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const home = userHome(owner);
  const contexts = [
    currentContext(own, environment['DOCKER_CONTEXT']),
    home === undefined ? undefined : currentContext(join(home, '.docker')),
  ];
  return {
    ...(host === undefined ? {} : { host }),
    contexts: contexts.flatMap((context) => context ?? []),
  };
}
