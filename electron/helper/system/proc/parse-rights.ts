/** The rights of a thread, as sets of capabilities: bit N is capability N of linux/capability.h. */
export interface Rights {
  readonly inheritable: bigint;
  readonly permitted: bigint;
  readonly effective: bigint;
  readonly bounding: bigint;
  /** Whether no program that it starts can get other rights (`no_new_privs`). */
  readonly isFinal: boolean;
}

/** Reads `/proc/PID/status` or `/proc/PID/task/TID/status` (proc(5)). A set that is absent is empty. */
export function parseRights(status: string): Rights {
  const set = (name: string) =>
    BigInt(`0x${new RegExp(`^${name}:\\s+([0-9a-f]{1,16})$`, 'm').exec(status)?.[1] ?? '0'}`);
  return {
    inheritable: set('CapInh'),
    permitted: set('CapPrm'),
    effective: set('CapEff'),
    bounding: set('CapBnd'),
    isFinal: /^NoNewPrivs:\s+1$/m.test(status),
  };
}
