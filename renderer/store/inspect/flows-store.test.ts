import { describe, expect, it, vi } from 'vitest';
import type { Flow, FlowStatus } from '#shared/model/flow';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { flow } from '../../testing/sample-flows';
import { createFlowsStore } from './flows-store';
import { verbatim } from '#shared/messages/message';

const status: FlowStatus = { total: 1, events: 1, lost: 0, accounting: false };

function setUp(first: readonly Flow[] = []) {
  const client = {
    followFlows: vi.fn(({ endpoint }: { readonly endpoint?: string }) =>
      Promise.resolve(ok({ flows: endpoint === undefined ? first : [], status })),
    ),
    unfollowFlows: vi.fn(() => Promise.resolve(ok({}))),
    setAccounting: vi.fn(({ on }: { readonly on: boolean }) =>
      Promise.resolve(ok({ accounting: on, commands: [] })),
    ),
  };
  const store = createFlowsStore(client);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const change = (type: 'new' | 'update' | 'destroy', changed: Flow) => {
    store.getState().receive({ type: 'flows', changes: [{ type, flow: changed }], status });
  };
  return { client, store, settled, change, ids: () => [...store.getState().flows.keys()] };
}

describe('following flows', () => {
  it('begins with the first reader and ends with the last', async () => {
    const { client, store, settled } = setUp();
    const { want, connect } = store.getState();
    connect(true, false);
    expect(client.followFlows).not.toHaveBeenCalled();
    want('chart', true);
    want('table', true);
    await settled();
    want('chart', false);
    expect(client.unfollowFlows).not.toHaveBeenCalled();
    want('table', false);
    expect(client.followFlows).toHaveBeenCalledOnce();
    expect(client.unfollowFlows).toHaveBeenCalledOnce();
    expect(store.getState().following.kind).toBe('off');
  });

  it('applies changes, including those that arrive before the first answer', async () => {
    const { store, settled, change, ids } = setUp([flow('a')]);
    store.getState().connect(true, false);
    store.getState().want('table', true);
    change('new', flow('b'));
    expect(ids()).toEqual([]);
    await settled();
    expect(ids()).toEqual(['a', 'b']);
    change('destroy', flow('a'));
    expect(ids()).toEqual(['b']);
  });

  it('asks for the table again, after a while, when changes were left out', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000);
    const { client, store, settled, change, ids } = setUp([flow('a')]);
    store.getState().connect(true, false);
    store.getState().want('table', true);
    await settled();
    change('new', flow('gone'));
    store.getState().receive({ type: 'flows', changes: [], status, omitted: 1 });
    store.getState().receive({ type: 'flows', changes: [], status });
    expect(client.followFlows).toHaveBeenCalledOnce();
    now.mockReturnValue(12_500);
    store.getState().receive({ type: 'flows', changes: [], status });
    await settled();
    expect(client.followFlows).toHaveBeenCalledTimes(2);
    expect(ids()).toEqual(['a']);
    now.mockReturnValue(15_000);
    store.getState().receive({ type: 'flows', changes: [], status });
    expect(client.followFlows).toHaveBeenCalledTimes(2);
    now.mockRestore();
  });

  it('starts again when the helper is back, and forgets everything in another world', async () => {
    const { client, store, settled, ids } = setUp([flow('a')]);
    const { want, connect } = store.getState();
    connect(true, false);
    want('chart', true);
    await settled();
    connect(false, false);
    expect(ids()).toEqual(['a']);
    connect(true, false);
    await settled();
    expect(client.followFlows).toHaveBeenCalledTimes(2);
    connect(false, true);
    expect(ids()).toEqual([]);
  });

  it('shows one table at a time, and ignores late changes of another', async () => {
    const { client, store, settled, change, ids } = setUp([flow('a')]);
    store.getState().connect(true, false);
    store.getState().want('table', true);
    await settled();
    store.getState().chooseEndpoint('netns:c1');
    change('new', flow('late'));
    await settled();
    change('new', flow('inside', { namespace: 'netns:c1' }));
    expect(client.followFlows).toHaveBeenLastCalledWith({ endpoint: 'netns:c1' });
    expect(ids()).toEqual(['inside']);
  });

  it('says why it cannot, and does not ask to end what never began', async () => {
    const { client, store, settled } = setUp();
    const error = appError('UNSUPPORTED', verbatim('no conntrack'));
    client.followFlows.mockResolvedValue(err(error) as never);
    store.getState().connect(true, false);
    store.getState().want('table', true);
    await settled();
    expect(store.getState().following).toEqual({ kind: 'refused', error });
    store.getState().want('table', false);
    expect(client.unfollowFlows).not.toHaveBeenCalled();
  });

  it('knows at once whether bytes are counted', async () => {
    const { store, settled } = setUp();
    store.getState().connect(true, false);
    store.getState().want('table', true);
    await settled();
    await store.getState().setAccounting(true);
    expect(store.getState().status?.accounting).toBe(true);
  });
});
