import type { Flow, FlowChange, FlowStatus } from '#shared/model/flow';
import type { FlowFacts } from '../join/facts';
import type { RelayedEnds } from '../../proxy/relayed-ends';

/** What the thread that follows flows is started with. */
export interface FollowerSettings {
  /** A file that stands for the network namespace; null for the helper's own. */
  readonly namespacePath: string | null;
  /** The endpoint in whose table the flows stand; undefined for the host's. */
  readonly namespace: string | undefined;
}

/** What the helper tells the thread. */
export type ToFollower =
  | { readonly type: 'facts'; readonly facts: FlowFacts }
  | { readonly type: 'links'; readonly links: readonly RelayedEnds[] }
  | { readonly type: 'list'; readonly request: number }
  | { readonly type: 'stop' };

/** What the thread tells the helper. */
export type FromFollower =
  | {
      readonly type: 'changes';
      readonly changes: readonly FlowChange[];
      readonly omitted: number;
      readonly status: FlowStatus;
      readonly wires?: Readonly<Record<string, number>>;
      readonly publications?: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'list';
      readonly request: number;
      readonly flows: readonly Flow[];
      readonly omitted: number;
      readonly status: FlowStatus;
    }
  | { readonly type: 'stopped' };
