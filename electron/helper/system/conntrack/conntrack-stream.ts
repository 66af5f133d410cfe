import type { Readable } from 'node:stream';
import { followStream, type Ending, type Follower } from '../follow';
import { inNamespaceUntilDeath } from '../netns/inside';
import { comeFirst } from '../priority';
import { programPath } from '../programs';

/** What conntrack(8) can be told to print as it happens; each kind has a socket of its own. */
export const conntrackEvents = ['NEW', 'UPDATES', 'DESTROY'] as const;
export type ConntrackEvent = (typeof conntrackEvents)[number];

/**
 * The buffer of events in the kernel that is asked for, in bytes. conntrack 1.4.7 and older set it on a socket that
 * they do not listen on, so that the default stays (`net.core.rmem_default`): about 160 events. The more it matters
 * that the program runs at once.
 */
const bufferSize = '33554432';

/** Prints the beginnings, changes or ends of connections as they happen, of every family. */
export function followConntrack(
  event: ConntrackEvent,
  namespacePath: string | null,
  onChunk: (chunk: Buffer) => void,
  onEnd: (ending: Ending) => void,
): Follower {
  const args = ['-E', '-e', event, '-o', 'extended,id', '-b', bufferSize];
  const follower = start(namespacePath, args, onChunk, onEnd);
  if (follower.pid !== undefined) comeFirst(follower.pid);
  return follower;
}

/** Prints every connection that is tracked now, of every family, and ends. */
export function listTracked(
  namespacePath: string | null,
  onChunk: (chunk: Buffer) => void,
  onEnd: (ending: Ending) => void,
): Follower {
  return start(namespacePath, ['-L', '-o', 'extended,id'], onChunk, onEnd);
}

function start(
  namespacePath: string | null,
  args: readonly string[],
  onChunk: (chunk: Buffer) => void,
  onEnd: (ending: Ending) => void,
): Follower {
  if (programPath('conntrack') === null) {
    const complaint = 'The program "conntrack" is not installed.';
    queueMicrotask(() => {
      onEnd({ complaint, exitCode: null });
    });
    return { pid: undefined, stop: () => undefined };
  }
  const read = (stdout: Readable) => {
    stdout.on('data', onChunk);
  };
  return followStream(...inNamespaceUntilDeath(namespacePath, 'conntrack', args), read, onEnd);
}
