import type { Listener } from '#shared/model/snapshot';
import { msg, type Message } from '#shared/messages/message';

/** What a program that has a port is called, with its process where that is known. */
export function programName({ process, pid }: Pick<Listener, 'process' | 'pid'>): Message {
  if (process === undefined) {
    return pid === undefined ? msg('program.unknown') : msg('program.unknownProcess', { pid });
  }
  return pid === undefined
    ? msg('program.named', { process })
    : msg('program.process', { process, pid });
}
