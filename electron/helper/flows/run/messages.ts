import type { Flow, FlowChange, FlowStatus } from '#shared/model/flow';
import type { FlowFacts } from '../join/flow-facts';
import type { RelayedEnds } from '../../proxy/relayed-ends';
import type { ReportedRates } from './flow-rates';

/** Settings of a thread that follows flows. */
export interface FollowerSettings {
  /** Path of the network namespace; null for the helper's own. */
  readonly namespacePath: string | null;
  /** Id of the endpoint whose table is followed; undefined for the host's. */
  readonly namespace: string | undefined;
}

/** Messages from the helper to the thread. */
export type ToFollower =
  | { readonly type: 'facts'; readonly facts: FlowFacts }
  | { readonly type: 'links'; readonly links: readonly RelayedEnds[] }
  | { readonly type: 'list'; readonly request: number }
  | { readonly type: 'stop' };

/** Messages from the thread to the helper. */
export type FromFollower =
  | ({
      readonly type: 'changes';
      readonly changes: readonly FlowChange[];
      readonly omitted: number;
      readonly status: FlowStatus;
    } & ReportedRates)
  | {
      readonly type: 'list';
      readonly request: number;
      readonly flows: readonly Flow[];
      readonly omitted: number;
      readonly status: FlowStatus;
    }
  | { readonly type: 'stopped' };
