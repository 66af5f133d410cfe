import { appError, type AppError } from '#shared/result/app-error';

/** What the operating system said of a file, in a person's words where they are known. */
export function fileError(path: string, verb: 'read' | 'written', error: unknown): AppError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const said = error instanceof Error ? error.message : String(error);
  const reason = reasons[code] ?? said;
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const text = `"${path}" cannot be ${verb}: ${reason}.`;
  return appError(denied ? 'PERMISSION_DENIED' : 'BAD_REQUEST', text, { path });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'it is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
};
