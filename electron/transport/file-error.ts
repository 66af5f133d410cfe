import { appError, type AppError } from '#shared/result/app-error';
import { say, type Wording } from '#shared/wording/wording';

/** What the operating system said of a file, in a person's words where they are known. */
export function fileError(path: string, verb: 'read' | 'written', error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message : String(error);
  const reason = reasons[code] ?? said;
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
