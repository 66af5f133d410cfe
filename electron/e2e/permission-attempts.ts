/**
 * Requests, within the page, what needs a permission. Runs in the page, so it uses nothing from
 * outside of it.
 *
 * @returns for each request its answer, or the name of the error
 */
export async function attemptPermissions(): Promise<Readonly<Record<string, unknown>>> {
  const { clipboard, geolocation, mediaDevices } = navigator;
  type Device = Readonly<Record<string, (options?: object) => Promise<unknown>>>;
  const { usb, hid, serial } = navigator as unknown as Readonly<Record<string, Device>>;
  const requests: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
    notifications: () => Notification.requestPermission(),
    geolocation: () =>
      new Promise((resolve, reject) => {
        geolocation.getCurrentPosition(resolve, () => {
          reject(new Error('refused'));
        });
      }),
    readText: () => clipboard.readText(),
    writeText: () => clipboard.writeText('text'),
    display: () => mediaDevices.getDisplayMedia(),
    usb: () => usb?.['requestDevice']?.({ filters: [] }),
    hid: () => hid?.['requestDevice']?.({ filters: [] }),
    serial: () => serial?.['requestPort']?.(),
  };
  const answers: Record<string, unknown> = {};
  for (const [name, request] of Object.entries(requests)) {
    answers[name] = await Promise.resolve(request()).then(
      (answer) => answer ?? 'granted',
      (error: unknown) => (error instanceof Error ? error.name : 'refused'),
    );
  }
  return answers;
}
