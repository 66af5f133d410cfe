import { appError, type AppError } from '#shared/result/app-error';
import { msg, type Message } from '#shared/messages/message';
import { FileRefused } from './bounded-file';

/** Turns an error about a file, the operating system's or our own, into an error for a person. */
export function fileError(path: string, verb: 'read' | 'written', error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = error instanceof FileRefused ? error.reason : reasons[code];
  const reason = known ?? (error instanceof Error ? error.message : String(error));
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const text = msg(verb === 'read' ? 'file.cannotRead' : 'file.cannotWrite', { path, reason });
  return appError(denied ? 'PERMISSION_DENIED' : 'BAD_REQUEST', text, { path });
}

const reasons: Readonly<Record<string, Message>> = {
  ENOENT: msg('file.missing'),
  EISDIR: msg('file.folder'),
  ENOTDIR: msg('file.notFolder'),
  EACCES: msg('file.denied'),
  EPERM: msg('file.notPermitted'),
  EROFS: msg('file.readOnlySystem'),
  ENOSPC: msg('file.full'),
};
