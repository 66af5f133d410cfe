/** Root's own folders, in search order. */
export const rootPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Variables that a helper reads itself. They are data: no program runs what they name. */
const read = ['SUDO_UID', 'PKEXEC_UID', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_CONFIG'] as const;

/**
 * The whole environment of a helper: nothing else of the environment in which it was started. Many
 * variables make Node, the C library or other libraries load files or run code (`NODE_OPTIONS`,
 * `LD_PRELOAD`, `OPENSSL_CONF`, `GCONV_PATH`).
 */
export function helperEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const variables: Record<string, string> = { PATH: rootPath };
  for (const name of read) {
    const value = env[name];
    if (value !== undefined) variables[name] = value;
  }
  // Electron's binary runs as Node only with it.
  if (process.versions['electron'] !== undefined) variables['ELECTRON_RUN_AS_NODE'] = '1';
  return variables;
}
