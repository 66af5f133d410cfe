import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseBoundedJson } from '#shared/model/bounded-json';
import { readBoundedFile } from '#transport/bounded-file';
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
export async function dockerSettings(
  environment: Readonly<Record<string, string | undefined>>,
  owner: number,
): Promise<DockerSettings> {
  const host = environment['DOCKER_HOST'];
  const own = environment['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
  const home = userHome(owner);
  const contexts = await Promise.all([
    currentContext(own, environment['DOCKER_CONTEXT']),
    home === undefined ? undefined : currentContext(join(home, '.docker')),
  ]);
  return {
    host,
    contexts: contexts.flatMap((context) => context ?? []),
  };
}

/** Users control these files: larger ones than Docker writes are ignored. In bytes. */
const longest = 1024 * 1024;

/**
 * The host of a user's current Docker context, as `docker context use` stores it (docker/cli,
 * `cli/context/store`); undefined for the default one.
 *
 * @param folder a `.docker` folder, such as that in a user's home
 * @param chosen the value of `DOCKER_CONTEXT`, which has precedence
 */
export async function currentContext(folder: string, chosen?: string): Promise<string | undefined> {
  const name = chosen ?? parseCurrentContext(await readJson(join(folder, 'config.json')));
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  return parseContextHost(await readJson(join(folder, 'contexts', 'meta', id, 'meta.json')));
}

async function readJson(path: string): Promise<unknown> {
  const file = await readBoundedFile(path, { limit: longest });
  const json = file.ok ? parseBoundedJson(file.value.bytes.toString('utf8')) : file;
  return json.ok ? json.value : undefined;
}
