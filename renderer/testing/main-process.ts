import { createBirpc } from 'birpc';
import type { WindowBridge, WindowEvent, WindowHandlers } from '#shared/contract/window';
import { windowMethods } from '#shared/contract/window';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { verbatim } from '#shared/messages/message';

/** A main process in memory: the window's bridge, what it was asked, and a way to send it events. */
export interface MainProcess {
  readonly bridge: WindowBridge;
  readonly asked: readonly (readonly [method: string, input: unknown])[];
  notify(event: unknown): void;
}

/**
 * Serves the contract over a channel that copies messages as Electron's does. Every input must satisfy its
 * schema. What `handlers` leaves out answers UNSUPPORTED.
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

/** A change of publications, as the helper tells it. */
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

/** Handlers of a host on which every port is free but those given. */
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
