import type { App, Session, WebContents } from 'electron';
import { isPageBlob, isPageUrl } from './page-url';

/**
 * Restricts every page and session of the app, also those that a later change may add: nothing
 * navigates, opens windows, gets a permission but writing to the clipboard, or reaches another
 * address. Must be called before the app is ready.
 *
 * @param devTools whether the developer tools may load their own files
 */
export function confine(app: App, devTools: boolean): void {
  // No host resolves, so that nothing that bypasses the request filter (DNS prefetch, preconnect)
  // reaches the network either. Chromium applies the rule to addresses, too.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.on('session-created', (session) => {
    confineSession(session, devTools);
  });
  app.on('web-contents-created', (_event, contents) => {
    confineContents(contents);
  });
}

function confineContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', refuse);
  contents.on('will-redirect', refuse);
  contents.on('will-attach-webview', refuse);
  // WebRTC does not pass through the request filter.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

function confineSession(session: Session, devTools: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(details.isMainFrame && isGranted(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, { isMainFrame }) =>
      isMainFrame && isGranted(permission, origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURLChain(), item.hasUserGesture())) event.preventDefault();
  });
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !isOwnRequest(url, devTools) });
  });
  session.setSpellCheckerEnabled(false);
}

function refuse(event: { preventDefault(): void }): void {
  event.preventDefault();
}

/** Whether the page at a URL is granted a permission of Chromium. */
export function isGranted(permission: string, url: string): boolean {
  return permission === 'clipboard-sanitized-write' && isPageUrl(url);
}

/** Whether a download saves data of the page because the user asked for it. */
export function isOwnDownload(urls: readonly string[], hasUserGesture: boolean): boolean {
  return hasUserGesture && urls.length > 0 && urls.every(isPageBlob);
}

/** Whether a request is for a file of the page, or of the developer tools while they are on. */
export function isOwnRequest(url: string, devTools: boolean): boolean {
  return isPageUrl(url) || isPageBlob(url) || (devTools && url.startsWith('devtools://devtools/'));
}
