import { z } from 'zod';

const configSchema = z.object({ currentContext: z.string() });
const metaSchema = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string() }) }),
});

/** The name of the current context in a `config.json` of Docker's command line. */
export function parseCurrentContext(json: unknown): string | undefined {
  return configSchema.safeParse(json).data?.currentContext;
}

/** The host in a context's `meta.json` (docker/cli, `cli/context/store`). */
export function parseContextHost(json: unknown): string | undefined {
  return metaSchema.safeParse(json).data?.Endpoints.docker.Host;
}
