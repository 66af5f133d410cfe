import { createBirpc } from 'birpc';
import {
  type WindowBridge,
  type WindowEvent,
  type WindowHandlers,
  windowMethods,
} from '#shared/contract/window';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { verbatim } from '#shared/messages/message';

/**
 * An in-memory main process: the window's bridge, the calls it received, and a way to send events.
 */
export interface MainProcess {
  readonly bridge: WindowBridge;
  readonly asked: readonly (readonly [method: string, input: unknown])[];
  notify(event: unknown): void;
}

/**
 * Serves the contract over a channel that copies messages as Electron's does. Inputs must match
 * their schemas. Methods missing from `handlers` answer UNSUPPORTED.
 */
export function mainProcess(handlers: Partial<WindowHandlers>): MainProcess {
  const asked: (readonly [string, unknown])[] = [];
  let toWindow: ((message: unknown) => void) | null = null;
  let toMain: ((message: unknown) => void) | null = null;
  const functions = Object.fromEntries(
    Object.entries(windowMethods).map(([name, method]) => [
      name,
      async (input: unknown) => {
        asked.push([name, input]);
        const parsed = method.input.parse(input);
        const handler = handlers[name as keyof WindowHandlers] as
          ((input: unknown) => Promise<unknown>) | undefined;
        return handler?.(parsed) ?? err(appError('UNSUPPORTED', verbatim(name)));
      },
    ]),
  );
  const rpc = createBirpc<{ notify(event: unknown): void }, typeof functions>(functions, {
    post: (message) => {
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => toWindow?.(copy));
    },
    on: (listener) => {
      toMain = listener;
    },
    eventNames: ['notify'],
  });
  return {
    asked,
    bridge: {
      post: (message) => {
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => toMain?.(copy));
      },
      on: (listener) => {
        toWindow = listener;
      },
    },
    notify(event) {
      void rpc.notify.asEvent(event);
    },
  };
}

/** A change of publications, as the helper sends it. */
export function publicationsChange(
  from: number,
  changes: { readonly added?: readonly unknown[]; readonly removed?: readonly string[] },
): WindowEvent {
  return {
    type: 'changes',
    diff: {
      from,
      to: from + 1,
      publications: { added: changes.added ?? [], updated: [], removed: changes.removed ?? [] },
    },
  } as WindowEvent;
}

/** Handlers of a host on which all ports are free except the given ones. */
export function checkPortOf(
  taken: Readonly<Record<number, { process: string; pid: number }>>,
): WindowHandlers['checkPort'] {
  return ({ hostPort, protocol }) => {
    const holder = taken[hostPort];
    if (holder === undefined) return Promise.resolve(ok({ free: true, suggestion: hostPort }));
    let suggestion = hostPort;
    while (taken[suggestion] !== undefined) suggestion += 1;
    return Promise.resolve(
      ok({
        free: false,
        holder: { address: '0.0.0.0', port: hostPort, protocol, ...holder },
        suggestion,
      }),
    );
  };
}
