import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { userHome } from '../../../system/proc/users';
import type { DockerSettings } from './engine-sockets';
import { parseContextHost, parseCurrentContext } from './parse-docker-context';

/**
 * Where Docker's commands connect to: those of the user who started the helper, and those of its
 * owner, who may be another user (sudo(8) and pkexec(1) keep root's home folder in the
 * environment).
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
    host,
    contexts: contexts.flatMap((context) => context ?? []),
  };
}

/** Users control these files: larger ones than Docker writes are ignored, in bytes. */
const longest = 1024 * 1024;

/**
 * The host of a user's current Docker context, as `docker context use` stores it (docker/cli,
 * `cli/context/store`); undefined for the default one.
 *
 * @param folder a `.docker` folder, such as that in a user's home
 * @param chosen the value of `DOCKER_CONTEXT`, which has precedence
 */
export function currentContext(folder: string, chosen?: string): string | undefined {
  const name = chosen ?? parseCurrentContext(readJson(join(folder, 'config.json')));
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  return parseContextHost(readJson(join(folder, 'contexts', 'meta', id, 'meta.json')));
}

function readJson(path: string): unknown {
  try {
    const file = statSync(path);
    return !file.isFile() || file.size > longest
      ? undefined
      : (JSON.parse(readFileSync(path, 'utf8')) as unknown);
  } catch {
    return undefined;
  }
}
