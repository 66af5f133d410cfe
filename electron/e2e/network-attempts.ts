export interface NetworkAttempts {
  /** For each request with an answer of its own, whether it failed. */
  readonly failed: readonly boolean[];
  /** The directives of the content security policy that refused a request. */
  readonly violated: readonly string[];
}

/**
 * Tries, within the page, every way to reach a server. Runs in the page, so it uses nothing from
 * outside of it.
 *
 * @param url of the server
 */
export async function attemptNetwork(url: string): Promise<NetworkAttempts> {
  await new Promise((resolve) => setTimeout(resolve));
  const violated = new Set<string>();
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    violated.add(effectiveDirective);
  });
  const settled = (element: HTMLElement): Promise<void> =>
    new Promise((resolve) => {
      for (const type of ['load', 'error']) {
        element.addEventListener(type, () => {
          resolve();
        });
      }
      document.body.append(element);
    });
  const fails = (attempt: Promise<unknown>): Promise<boolean> =>
    attempt.then(
      () => false,
      () => true,
    );
  for (const rel of ['dns-prefetch', 'preconnect']) {
    const link = Object.assign(document.createElement('link'), { rel, href: url });
    document.head.append(link);
  }
  const failed = await Promise.all([
    fails(fetch(url)),
    fails(fetch('file:///etc/hostname')),
    fails(fetch('portolan://app.evil/index.html')),
    fails(new FontFace('none', `url(${url})`).load()),
  ]);
  navigator.sendBeacon(url);
  await new Promise((resolve) => {
    new WebSocket(url.replace('http', 'ws')).onerror = resolve;
  });
  const form = Object.assign(document.createElement('form'), { action: url });
  document.body.append(form);
  form.submit();
  await settled(Object.assign(document.createElement('img'), { src: url }));
  await settled(Object.assign(document.createElement('video'), { src: url }));
  await settled(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }));
  await settled(Object.assign(document.createElement('iframe'), { src: url }));
  document.head.append(Object.assign(document.createElement('base'), { href: url }));
  // Asks a STUN server over UDP, and a TURN server over TCP.
  const address = new URL(url).host;
  const peer = new RTCPeerConnection({
    iceServers: [
      { urls: `stun:${address}` },
      { urls: `turn:${address}?transport=tcp`, username: 'user', credential: 'secret' },
    ],
  });
  peer.createDataChannel('none');
  const gathered = new Promise<void>((resolve) => {
    peer.onicegatheringstatechange = () => {
      if (peer.iceGatheringState === 'complete') resolve();
    };
  });
  await peer.setLocalDescription(await peer.createOffer());
  await gathered;
  return { failed, violated: [...violated].sort() };
}
