import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HelperEvent } from '#shared/contract/helper';
import type { WindowClient } from '#shared/contract/window';
import type { FlowStatus } from '#shared/model/flow';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';
import { flowMap, patchFlows, type FlowMap } from './flow-map';
import { firstView, type FlowView } from './flow-view';

/**
 * The minimum time between two full lists requested because changes were omitted, in milliseconds.
 */
const restBetweenLists = 2_000;

/** Bytes per second by name. */
export type Rates = Readonly<Record<string, number>>;

export type Following =
  | { readonly kind: 'off' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'on' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** What needs flows: the table, or the marks on the chart. */
export type FlowReader = 'table' | 'chart';

export interface FlowsState {
  readonly following: Following;
  /** The namespace being followed: an endpoint's by its id, or the host's (null). */
  readonly endpoint: string | null;
  readonly flows: FlowMap;
  readonly status: FlowStatus | null;
  readonly wires: Rates;
  readonly publications: Rates;
  readonly view: FlowView;
}

export interface FlowsActions {
  /** Flows are followed as long as any reader wants them. */
  want(reader: FlowReader, wanted: boolean): void;
  chooseEndpoint(endpoint: string | null): void;
  setAccounting(on: boolean): Promise<Result<unknown>>;
  setView(changes: Partial<FlowView>): void;
  /** Applies an event from the helper. */
  receive(event: FlowEvent): void;
  /**
   * Whether a helper is connected. Flows are requested again from a new helper; `clear` also drops
   * those of the last one.
   */
  connect(connected: boolean, clear: boolean): void;
}

type FlowEvent = Extract<HelperEvent, { type: 'flows' }>;
export type FlowsStore = StoreApi<FlowsState & FlowsActions>;
type FlowsClient = Pick<WindowClient, 'followFlows' | 'unfollowFlows' | 'setAccounting'>;

const nothing = {
  flows: flowMap([]),
  status: null,
  wires: {},
  publications: {},
} satisfies Partial<FlowsState>;

export function createFlowsStore(client: FlowsClient): FlowsStore {
  return createStore<FlowsState & FlowsActions>((set, get) => {
    const readers = new Set<FlowReader>();
    let connected = false;
    /** Number of the latest request. Answers to earlier ones are ignored. */
    let question = 0;
    /** Events that arrived before the latest request was answered. */
    let early: FlowEvent[] = [];
    /** Whether changes were omitted, so that this table is incomplete. */
    let isBehind = false;
    /** When the latest request was sent, in milliseconds. */
    let askedAt = 0;

    const take = (event: FlowEvent): void => {
      const { flows, wires, publications } = get();
      set({
        flows: patchFlows(flows, event.changes),
        status: event.status,
        wires: event.wires ?? wires,
        publications: event.publications ?? publications,
      });
    };

    const follow = async (): Promise<void> => {
      const mine = ++question;
      const { endpoint } = get();
      early = [];
      isBehind = false;
      askedAt = performance.now();
      set({ following: { kind: 'starting' } });
      const answer = await client.followFlows(endpoint === null ? {} : { endpoint });
      if (mine !== question) return;
      if (!answer.ok) {
        set({ following: { kind: 'refused', error: answer.error } });
        return;
      }
      const { flows, status } = answer.value;
      set({ following: { kind: 'on' }, flows: flowMap(flows), status });
      early.forEach(take);
    };

    const unfollow = (): void => {
      question += 1;
      const { kind } = get().following;
      if (kind === 'off') return;
      if (kind !== 'refused' && connected) void client.unfollowFlows({});
      set({ following: { kind: 'off' } });
    };

    return {
      following: { kind: 'off' },
      endpoint: null,
      ...nothing,
      view: firstView,
      setView: (changes) => {
        set(({ view }) => ({ view: { ...view, ...changes } }));
      },
      want: (reader, wanted) => {
        const before = readers.size;
        if (wanted) readers.add(reader);
        else readers.delete(reader);
        if (!connected || readers.size === before) return;
        if (readers.size === 0) unfollow();
        else if (before === 0) void follow();
      },
      chooseEndpoint: (endpoint) => {
        if (endpoint === get().endpoint) return;
        set({ endpoint, ...nothing });
        if (connected && readers.size > 0) void follow();
      },
      setAccounting: async (on) => {
        const answer = await client.setAccounting({ on });
        const { status } = get();
        if (answer.ok && status !== null) {
          set({ status: { ...status, accounting: answer.value.accounting } });
        }
        return answer;
      },
      receive: (event) => {
        const { following, endpoint } = get();
        // Drop changes of the namespace that was followed before.
        const changes = event.changes.filter(({ flow }) => (flow.namespace ?? null) === endpoint);
        const own = { ...event, changes };
        if (following.kind === 'starting') early.push(own);
        else if (following.kind === 'on') take(own);
        if ((event.omitted ?? 0) > 0) isBehind = true;
        else if (
          isBehind &&
          following.kind === 'on' &&
          performance.now() - askedAt > restBetweenLists
        ) {
          void follow();
        }
      },
      connect: (now, clear) => {
        connected = now;
        if (clear) set({ endpoint: null, ...nothing, view: firstView });
        if (!now) {
          question += 1;
          set({ following: { kind: 'off' }, wires: {}, publications: {} });
        } else if (readers.size > 0) void follow();
      },
    };
  });
}
