import type { Readable } from 'node:stream';
import { followStream, type Ending, type Follower } from '../follow';
import { inNamespaceForLong } from '../inside';
import { comeFirst } from '../priority';
import { programPath } from '../programs';

/** The kinds of events that conntrack(8) prints; each kind has its own socket. */
export const conntrackEvents = ['NEW', 'UPDATES', 'DESTROY'] as const;
export type ConntrackEvent = (typeof conntrackEvents)[number];

/**
 * Size of the kernel's event buffer, in bytes. conntrack 1.4.7 and older set it on a socket that
 * they do not read, so the default stays (`net.core.rmem_default`): about 160 events. The program
 * must therefore run promptly.
 */
const bufferSize = '33554432';

/** Follows new, changed or ended connections of both families. */
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

/** Lists every tracked connection of both families. */
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
  return followStream(...inNamespaceForLong(namespacePath, 'conntrack', args), read, onEnd);
}
