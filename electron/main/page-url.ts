/** The scheme of the page's own files. */
export const pageScheme = 'portolan';
const pageHost = 'app';
export const pageUrl = `${pageScheme}://${pageHost}/index.html`;

/**
 * Whether a URL is one of the page's own files. Compares the parsed scheme and host, and refuses a
 * port or a user. `URL.origin` cannot tell: it is `null` for every scheme that the URL standard
 * does not call special.
 */
export function isPageUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, host, username, password } = new URL(text);
  return protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '';
}

/** Whether a URL names data that the page itself holds in memory (`URL.createObjectURL`). */
export function isPageBlob(text: string): boolean {
  const scheme = 'blob:';
  return text.startsWith(scheme) && isPageUrl(text.slice(scheme.length));
}
