import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseContextHost, parseCurrentContext } from './parse-docker-context';

/** These files are a person's own: no more of them is read than Docker ever writes, in bytes. */
const longest = 1024 * 1024;

/**
 * The host of the Docker context that is current for a person, as `docker context use` keeps it
 * (docker/cli, `cli/context/store`); undefined for the default one.
 *
 * @param folder a `.docker` folder, such as that in a person's home
 * @param chosen what `DOCKER_CONTEXT` says, which counts more than the file
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
