import { CallFailed, libcCall } from './libc';

const prctl = libcCall(
  'int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long)',
);
const capget = libcCall('int capget(void*, _Out_ void*)');
const capset = libcCall('int capset(void*, void*)');
const fcntl = libcCall('int fcntl(int, int, long)');
const closeRange = libcCall('int close_range(unsigned int, unsigned int, int)');
const execve = libcCall('int execve(const char*, const char**, const char**)');

/** prctl(2), with the numbers of linux/prctl.h. */
const PR_CAPBSET_READ = 23;
const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_CLEAR_ALL = 4;
/** `_LINUX_CAPABILITY_VERSION_3`: two records of three 32-bit sets, the third is inheritable. */
const capabilityVersion = 0x20080522;
const capabilityRecord = 12;
const capabilityRecords = 2;
const inheritableSet = 8;
/** fcntl(2) and close_range(2). */
const F_SETFD = 2;
const CLOSE_RANGE_CLOEXEC = 4;
const EPERM = 1;
const EINVAL = 22;
const lastDescriptor = 0xffffffff;

/** A program to run in place of this one. */
export interface NextProgram {
  /** Absolute. */
  readonly path: string;
  /** With its own name first. */
  readonly argv: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs another program in place of this one, with fewer rights for good: as root, it has only the
 * given capabilities, and neither it nor what it starts can get others (capabilities(7),
 * "Capabilities and execution of programs by root"; `no_new_privs` in prctl(2)). Process id and the
 * three standard streams stay; all other files are closed.
 *
 * The sets belong to each thread, and Node has several before its first line of JavaScript runs.
 * execve(2) ends all but this one, so the next program has the same rights in all of its threads.
 *
 * @param capabilities numbers of linux/capability.h
 * @throws CallFailed when the kernel refuses; then this program has lost some of its rights, but
 *   goes on
 */
export function becomeWithLess(capabilities: readonly number[], next: NextProgram): never {
  limitCapabilities(new Set(capabilities));
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  keepOnlyStandardStreams();
  const env = Object.entries(next.env).map(([name, value]) => `${name}=${value}`);
  execve(next.path, [...next.argv, null], [...env, null]);
  throw new CallFailed('execve', 0);
}

/** Removes all others from the sets that the next program's are made from. */
function limitCapabilities(kept: ReadonlySet<number>): void {
  for (let one = 0; ; one++) {
    const isThere = isBounded(one);
    if (isThere === null) break;
    if (isThere && !kept.has(one)) tryDrop(one);
  }
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(capabilityVersion);
  const sets = Buffer.alloc(capabilityRecords * capabilityRecord);
  capget(header, sets);
  for (let record = 0; record < capabilityRecords; record++) {
    sets.writeUInt32LE(0, record * capabilityRecord + inheritableSet);
  }
  capset(header, sets);
}

/** Without CAP_SETPCAP a capability stays; the next program can see it. */
function tryDrop(capability: number): void {
  try {
    prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  } catch (error) {
    if (!(error instanceof CallFailed) || error.errno !== EPERM) throw error;
  }
}

/** Whether a capability is in the bounding set; null when the kernel has no such capability. */
function isBounded(capability: number): boolean | null {
  try {
    return prctl(PR_CAPBSET_READ, capability, 0, 0, 0) === 1;
  } catch (error) {
    if (error instanceof CallFailed && error.errno === EINVAL) return null;
    throw error;
  }
}

/** Node closes its standard streams as well when another program takes its place (libuv). */
function keepOnlyStandardStreams(): void {
  try {
    closeRange(3, lastDescriptor, CLOSE_RANGE_CLOEXEC);
  } catch {
    // Before Linux 5.11 or glibc 2.34: files that this program was started with stay open.
  }
  for (const fd of [0, 1, 2]) {
    try {
      fcntl(fd, F_SETFD, 0);
    } catch {
      // It is closed already.
    }
  }
}
