import { describe, expect, it, vi } from 'vitest';
import type { WindowEvent } from '#shared/contract/window';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { mainProcess, publicationsChange } from '../testing/main-process';
import { sampleSnapshot } from '../testing/sample-snapshot';
import { connectWindow } from './window-client';
import { verbatim } from '#shared/messages/message';

describe('connectWindow', () => {
  it('returns the answers of the main process, including refusals', async () => {
    const main = mainProcess({
      snapshot: () => Promise.resolve(ok(sampleSnapshot)),
      unpublish: () => Promise.resolve(err(appError('NO_SUCH_PUBLICATION', verbatim('gone')))),
    });
    const client = connectWindow(main.bridge, () => undefined);
    expect(await client.snapshot({})).toEqual(ok(sampleSnapshot));
    expect(await client.unpublish({ selectors: ['x'] })).toEqual(
      err(appError('NO_SUCH_PUBLICATION', verbatim('gone'))),
    );
  });

  it('returns a value for a call that cannot be delivered', async () => {
    const client = connectWindow(
      {
        post: () => {
          throw new Error('the channel is closed');
        },
        on: () => undefined,
      },
      () => undefined,
    );
    const answer = await client.status({});
    expect(answer.ok ? null : answer.error.code).toBe('HELPER_UNAVAILABLE');
  });

  it('delivers events in order, and drops those that are not in the contract', async () => {
    const seen: WindowEvent[] = [];
    const main = mainProcess({});
    const complain = vi.spyOn(console, 'error').mockReturnValue();
    connectWindow(main.bridge, (event) => seen.push(event));
    main.notify({ type: 'snapshot', snapshot: sampleSnapshot });
    main.notify({ type: 'weather', wind: 'NE' });
    main.notify(publicationsChange(1, { removed: ['p2345'] }));
    await expect.poll(() => seen.map((event) => event.type)).toEqual(['snapshot', 'changes']);
    expect(complain).toHaveBeenCalledOnce();
    complain.mockRestore();
  });
});
