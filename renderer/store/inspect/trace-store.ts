import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HelperEvent } from '#shared/contract/helper';
import type { WindowClient } from '#shared/contract/window';
import type { AppError } from '#shared/result/app-error';
import { defaultFields, traceInput, type FormField, type TraceFields } from './trace-fields';
import { emptyTrace, recordLine, type TraceRecord } from './trace-lines';

export type TraceProgress =
  | { readonly kind: 'none' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly id: string }
  | { readonly kind: 'ended' }
  | { readonly kind: 'refused'; readonly error: AppError };

export interface TraceState {
  readonly form: TraceFields;
  /** The fields that prevented the last start. */
  readonly wrong: readonly FormField[];
  readonly session: TraceProgress;
  readonly record: TraceRecord;
  /** The packet that is shown; null for the first one. */
  readonly chosen: string | null;
}

export interface TraceActions {
  edit(changes: Partial<TraceFields>): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  choose(traceId: string): void;
  receive(event: TraceEvent): void;
  connect(connected: boolean, clear: boolean): void;
}

type TraceEvent = Extract<HelperEvent, { type: 'trace' }>;
export type TraceStore = StoreApi<TraceState & TraceActions>;

const nothing = {
  wrong: [],
  session: { kind: 'none' },
  record: emptyTrace,
  chosen: null,
} satisfies Partial<TraceState>;

export function createTraceStore(
  client: Pick<WindowClient, 'startTrace' | 'stopTrace'>,
): TraceStore {
  return createStore<TraceState & TraceActions>((set, get) => {
    let attempt = 0;
    /** Lines that arrived before the answer with their session's id. */
    let early: TraceEvent[] = [];

    const take = ({ line }: TraceEvent): void => {
      const record = recordLine(get().record, line);
      set(line.type === 'end' ? { record, session: { kind: 'ended' } } : { record });
    };
    const end = async (): Promise<void> => {
      const { session } = get();
      if (session.kind === 'running') await client.stopTrace({ session: session.id });
    };

    return {
      form: defaultFields,
      ...nothing,
      edit: (changes) => {
        set(({ form, wrong }) => ({
          form: { ...form, ...changes },
          wrong: wrong.filter((field) => !(field in changes)),
        }));
      },
      start: async () => {
        const request = traceInput(get().form);
        if (!request.ok) {
          set({ wrong: request.error });
          return;
        }
        const mine = ++attempt;
        void end();
        early = [];
        set({ ...nothing, session: { kind: 'starting' } });
        const answer = await client.startTrace(request.value);
        if (mine !== attempt) {
          if (answer.ok) void client.stopTrace({ session: answer.value.session });
          return;
        }
        if (!answer.ok) {
          set({ session: { kind: 'refused', error: answer.error } });
          return;
        }
        const { session } = answer.value;
        set({ session: { kind: 'running', id: session } });
        early.filter((event) => event.session === session).forEach(take);
      },
      stop: async () => {
        const { session } = get();
        if (session.kind === 'starting') {
          attempt += 1;
          set({ session: { kind: 'none' } });
        }
        await end();
      },
      choose: (traceId) => {
        set({ chosen: traceId });
      },
      receive: (event) => {
        const { session } = get();
        if (session.kind === 'starting') early.push(event);
        else if (session.kind === 'running' && session.id === event.session) take(event);
      },
      connect: (connected, clear) => {
        if (clear) {
          attempt += 1;
          set({ form: defaultFields, ...nothing });
        } else if (!connected && ['starting', 'running'].includes(get().session.kind)) {
          attempt += 1;
          set({ session: { kind: 'ended' } });
        }
      },
    };
  });
}
