import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** These files are a person's own: no more of them is read than Docker ever writes, in bytes. */
const longest = 1024 * 1024;

const configSchema = z.object({ currentContext: z.string() });
const metaSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string() }) }),
});

/**
 * The host of the Docker context that is current for a person, as `docker context use` keeps it
 * (docker/cli, `cli/context/store`); undefined for the default one.
 *
 * @param folder a `.docker` folder, such as that in a person's home
 * @param chosen what `DOCKER_CONTEXT` says, which counts more than the file
 */
export function currentContext(folder: string, chosen?: string): string | undefined {
  const name =
    chosen ?? configSchema.safeParse(readJson(join(folder, 'config.json'))).data?.currentContext;
  if (name === undefined || name === '' || name === 'default') return undefined;
  const id = createHash('sha256').update(name).digest('hex');
  const meta = metaSchema.safeParse(readJson(join(folder, 'contexts', 'meta', id, 'meta.json')));
  return meta.data?.Endpoints.docker.Host;
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
