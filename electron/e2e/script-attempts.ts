/**
 * Tries, within the page, every way to turn a text into code. Runs in the page, so it uses nothing
 * from outside of it.
 *
 * @returns what ran, and which ways were not refused; empty where all is well
 */
export async function attemptScripts(): Promise<readonly unknown[]> {
  // What the driver runs may evaluate strings; what a timer runs later may not.
  await new Promise((resolve) => setTimeout(resolve));
  const ways: Readonly<Record<string, () => unknown>> = {
    eval: () => {
      (0, eval)('ran.push("eval")');
    },
    constructor: () => {
      (Reflect.construct(Function, ['ran.push("Function")']) as () => void)();
    },
    timer: () => setTimeout('ran.push("timer")' as unknown as () => void),
    inline: () => {
      const script = document.createElement('script');
      script.append('ran.push("inline")');
      document.body.append(script);
    },
    source: () => {
      const script = document.createElement('script');
      script.src = 'data:text/javascript,ran.push("source")';
      document.body.append(script);
    },
    markup: () => {
      const image = '<img src="data:," onerror="ran.push(1)">';
      document.body.insertAdjacentHTML('beforeend', image);
    },
    attribute: () => {
      const image = document.createElement('img');
      image.setAttribute('onerror', 'ran.push("attribute")');
      image.src = 'data:,';
      document.body.append(image);
    },
    frame: () => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<script>parent.ran.push("frame")</script>';
      document.body.append(frame);
    },
    worker: () => new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))),
  };
  const script: unknown[] = [];
  Object.assign(globalThis, { ran: script });
  for (const [name, way] of Object.entries(ways)) {
    const refused = await Promise.resolve()
      .then(way)
      .then(
        () => null,
        (error: unknown) => String(error),
      );
    if (refused === null && name !== 'inline') script.push(`${name} was not refused`);
  }
  const address = Object.assign(document.createElement('a'), {
    href: 'javascript:ran.push("address")',
  });
  document.body.append(address);
  address.click();
  await new Promise((resolve) => setTimeout(resolve));
  return script;
}
