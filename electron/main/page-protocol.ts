import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { isPageUrl, pageScheme } from './page-url';

/**
 * Lets the page load its own scripts, styles, images and fonts, and nothing else: no frame, worker,
 * plugin, connection or form. Inline styles are allowed, because the UI libraries measure and
 * position elements with them. Text cannot become markup or code: `trusted-types` allows no policy.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
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
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the page's files under their own scheme, so that the page cannot read any other file. */
export function servePage(folder: string): void {
  protocol.handle(pageScheme, async (request) => {
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
  const path = isPageUrl(address) ? decoded(new URL(address).pathname) : null;
  return path === null || path.includes('\0') ? null : join(folder, normalize(path));
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
