import type { Listener } from '#shared/model/snapshot';
import { say, type Wording } from '#shared/wording/wording';

/** What a program that has a port is called, with its process where that is known. */
export function programName({ process, pid }: Pick<Listener, 'process' | 'pid'>): Wording {
  if (process === undefined) {
    return pid === undefined ? say('program.unknown') : say('program.unknownProcess', { pid });
  }
  return pid === undefined
    ? say('program.named', { process })
    : say('program.process', { process, pid });
}
