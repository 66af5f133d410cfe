import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

const scheme = 'portolan';
export const pageOrigin = `${scheme}://app`;
export const pageUrl = `${pageOrigin}/index.html`;

/**
 * Lets the page load its own files and nothing else. Inline styles are allowed, because the UI
 * libraries measure and position elements with them.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must be called before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the page's files under their own scheme, so that the page cannot read any other file. */
export function servePage(folder: string): void {
  protocol.handle(scheme, async (request) => {
    const file = fileOf(folder, request.url);
    const body = file === null ? null : await readFile(file).catch(() => null);
    if (file === null || body === null) return new Response('Not found', { status: 404 });
    return new Response(body, {
      headers: {
        'content-type': contentTypes[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      },
    });
  });
}

/**
 * @returns the file for a URL of the page's scheme, or null when it is not one of the page's files
 */
export function fileOf(folder: string, address: string): string | null {
  const url = new URL(address);
  const path = url.host === 'app' ? decoded(url.pathname) : null;
  return path === null || path.includes('\0') ? null : join(folder, normalize(path));
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
