import { createHash } from 'node:crypto';

/** Returns the SHA-256 of a text in hexadecimal, for names that must be the same every time. */
export function stableHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
