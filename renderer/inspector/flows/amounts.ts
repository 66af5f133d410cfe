const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Formats a number of bytes by powers of 1000: `12 B`, `1.5 kB`, `230 MB`. */
export function bytesName(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** Formats bytes per second. */
export function rateName(rate: number): string {
  return `${bytesName(rate)}/s`;
}

/** Formats an age: `4 s`, `3 min`, `2 h`. */
export function ageName(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${String(seconds)} s`;
  if (seconds < 3600) return `${String(Math.floor(seconds / 60))} min`;
  return `${String(Math.floor(seconds / 3600))} h`;
}
