import { appError, type AppError } from '#shared/result/app-error';
import { say, type Wording } from '#shared/wording/wording';

/** Turns the operating system's error about a file into an error for a person. */
export function fileError(path: string, verb: 'read' | 'written', error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const text = say(verb === 'read' ? 'file.cannotRead' : 'file.cannotWrite', { path, reason });
  return appError(denied ? 'PERMISSION_DENIED' : 'BAD_REQUEST', text, { path });
}

const reasons: Readonly<Record<string, Wording>> = {
  ENOENT: say('file.missing'),
  EISDIR: say('file.folder'),
  ENOTDIR: say('file.notFolder'),
  EACCES: say('file.denied'),
  EPERM: say('file.notPermitted'),
  EROFS: say('file.readOnlySystem'),
  ENOSPC: say('file.full'),
};
