import type { Sandbox } from './sandbox';

/** What a helper holds. */
export interface Resources {
  readonly files: number;
  readonly sockets: number;
  /** Resident memory in MiB. */
  readonly memory: number;
  /** Lines of the host's rules that name Portolan. */
  readonly rules: number;
  /** Files below /run, with the saved state. */
  readonly runFiles: number;
  /** Listening and unconnected sockets of the host. */
  readonly listening: number;
}

/** Counts what the helper of a machine holds now. */
export async function resourcesOf(machine: Sandbox): Promise<Resources> {
  const script = `
    pid=$(pgrep -o -f '^[^ ]*node .*portolan.cjs helper')
    ls /proc/$pid/fd | wc -l
    ls -l /proc/$pid/fd | grep -c socket:
    awk '/^VmRSS/ { print int($2 / 1024) }' /proc/$pid/status
    { iptables-save; ip6tables-save; } | grep -c PORTOLAN
    find /run -type f | wc -l
    ss -Hlntu | wc -l`;
  const { stdout } = await machine.run(['sh', '-c', script]);
  const [files, sockets, memory, rules, runFiles, listening] = stdout
    .trim()
    .split('\n')
    .map(Number);
  if (listening === undefined) throw new Error(`the resources cannot be read: ${stdout}`);
  return {
    files: files ?? 0,
    sockets: sockets ?? 0,
    memory: memory ?? 0,
    rules: rules ?? 0,
    runFiles: runFiles ?? 0,
    listening,
  };
}
