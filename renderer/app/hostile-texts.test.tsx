import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Flow } from '#shared/model/flow';
import type { Report } from '#shared/model/doctor';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { msg } from '#shared/messages/message';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { renderWindow, setupUser } from '../testing/render-window';
import { flow } from '../testing/sample-flows';
import { droppedHops, traceLines } from '../testing/sample-hops';
import {
  bridge,
  endpoint,
  hostInterface,
  listener,
  publication,
  snapshotOf,
} from '../testing/sample-snapshot';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** A name that hides, moves and forges text, and that looks like a template and like markup. */
const evil = (name: string) => `${name}\x1b[2J\u202e\u200b\n{{name}}$t(app.name)<b>i</b>`;
/** The same as a person must see it. */
const seen = (name: string) => `${name}\\x1b[2J\\u202e\\u200b\\n{{name}}$t(app.name)<b>i</b>`;

const c1: Endpoint = {
  ...endpoint(evil('c1'), evil('hw0'), [listener(8000, '0.0.0.0', evil('nginx'))]),
  id: 'c1',
  names: [evil('c1'), evil('twin')],
  image: evil('image'),
  project: evil('project'),
  state: evil('paused'),
  networks: [{ name: evil('net') }],
  holder: { pid: 1, process: evil('sleep') },
  defaultRoute: evil('10.0.0.1'),
};

const attachment = {
  id: 'a1',
  endpoint: { id: 'c1', name: evil('c1') },
  bridge: evil('hw0'),
  interface: evil('eth0'),
  address: evil('10.55.66.2/24'),
  state: 'failed' as const,
  reason: evil('no cable'),
};

const p2345 = publication(2345, c1, 8000, {
  containerIp: evil('10.55.66.2'),
  state: 'degraded',
  reason: msg('text.verbatim', { text: evil('no answer') }),
});

const plain = snapshotOf();
const snapshot: Snapshot = {
  ...plain,
  host: {
    ...plain.host,
    hostname: evil('host'),
    interfaces: [
      hostInterface(evil('eth0'), { addresses: [evil('192.0.2.1/24')], uplink: true }),
      hostInterface(evil('hw0'), { index: 3, kind: 'bridge' }),
      hostInterface(evil('wg0'), { index: 5, kind: evil('tunnel'), uplink: true }),
    ],
    containers: [
      { id: 'h1', name: evil('onhost'), runtime: 'docker', state: 'running', image: 'i' },
    ],
    listeners: [{ ...listener(80), container: evil('onhost') }],
  },
  bridges: [{ ...bridge(evil('hw0')), addresses: [evil('10.55.66.1/24')], ports: [evil('veth')] }],
  endpoints: [c1],
  publications: [p2345],
  attachments: [attachment],
  stale: [{ part: 'c1', reason: evil('unreadable'), since: '2026-01-02T03:04:05.000Z' }],
};

const failure: AppError = {
  code: 'COMMAND_FAILED',
  message: msg('error.commandFailed', { command: evil('iptables'), reason: evil('no') }),
  details: { argv: [evil('iptables')], exitCode: 1, stderr: evil('failed').replace('\n', ' ') },
};

const evilFlow: Flow = flow('a', {
  protocol: evil('99'),
  state: evil('ODD'),
  to: { id: 'c1', name: evil('c1') },
  dnatRule: { table: evil('nat'), chain: evil('DNAT'), number: 1, owner: 'other' },
  publication: undefined,
  candidates: [evil('p1'), evil('p2')],
});

const report: Report = {
  publication: p2345,
  paths: [
    {
      from: 'lan',
      target: evil('192.0.2.1:2345'),
      predicted: 'unreachable',
      observed: 'unreachable',
      differs: false,
      note: evil('note'),
      obstacle: {
        code: 'DROPPED_BY_RULE',
        where: evil('filter'),
        explanation: evil('why'),
        owner: 'other',
        rule: evil('-A FORWARD -m comment --comment'),
        fix: { label: evil('fix'), commands: [evil('iptables -D')] },
      },
    },
  ],
};

/** Every text of the page that a person or a screen reader gets. */
function shownTexts(): readonly string[] {
  const elements = [...document.body.querySelectorAll('*')];
  const attributes = ['title', 'aria-label', 'placeholder', 'alt', 'aria-description'];
  return [
    document.body.textContent,
    ...elements.flatMap((element) =>
      attributes.map((name) => element.getAttribute(name)).filter((text) => text !== null),
    ),
  ];
}

function expectNothingHidden(): void {
  const hidden = /\p{Cf}|(?!\n)\p{Cc}|\{\{name\}\}Portolan/u;
  expect(shownTexts().filter((text) => hidden.test(text))).toEqual([]);
  // The line breaks of a tooltip are ours, those of a name are not.
  expect(shownTexts().filter((text) => text.includes('\n{{'))).toEqual([]);
  // A value is no markup: its tags are text, and the name is in one piece.
  expect(
    [...document.querySelectorAll('b, i')].filter(({ textContent }) => textContent === 'i'),
  ).toEqual([]);
}

const handlers = {
  commands: () => Promise.resolve(ok({ commands: [evil('iptables -A')] })),
  doctor: () => Promise.resolve(ok({ reports: [report] })),
  startTrace: () => Promise.resolve(ok({ session: 's1' })),
  followFlows: () =>
    Promise.resolve(
      ok({
        flows: [evilFlow],
        status: { total: 1, events: 0, lost: 0, accounting: false, trouble: evil('trouble') },
      }),
    ),
  unfollowFlows: () => Promise.resolve(ok({})),
  checkPort: () =>
    Promise.resolve(
      ok({
        free: false,
        suggestion: 2346,
        holder: {
          address: '0.0.0.0',
          port: 8000,
          protocol: 'tcp' as const,
          pid: 1,
          process: evil('nginx'),
          user: evil('user'),
        },
      }),
    ),
  publish: () => Promise.resolve(err(failure)),
  detach: () => Promise.resolve(err(failure)),
  deleteBridge: () => Promise.resolve(err(failure)),
  attach: () =>
    Promise.resolve(ok({ attachment, interface: c1.interfaces[0]!, commands: [evil('ip link')] })),
};

describe('names that hide and forge text', () => {
  it('are seen on the chart, and its accessible names are exact but for them', async () => {
    await renderWindow(snapshot, handlers);
    const chart = screen.getByRole('region', { name: 'Network chart' });
    expect(within(chart).getByRole('group', { name: seen('c1') })).toBeDefined();
    expect(
      within(chart).getByRole('button', {
        name: `Port 8000 of ${seen('c1')} is published on 2345`,
      }),
    ).toBeDefined();
    for (const name of ['host', 'c1', 'hw0', 'eth0', 'wg0', 'project'])
      expect(chart.textContent).toContain(seen(name));
    expect(screen.getAllByRole('status')[0]?.textContent).toContain(seen('unreadable'));
    expectNothingHidden();
  });

  it('are isolated, so that they do not reorder what stands beside them', async () => {
    await renderWindow(snapshot, handlers);
    const isolated = [...document.querySelectorAll('bdi')].map(({ textContent }) => textContent);
    for (const name of ['host', 'c1', 'hw0', 'eth0']) expect(isolated).toContain(seen(name));
  });

  it('are seen in the panels', async () => {
    const user = setupUser();
    await renderWindow(snapshot, handlers);
    for (const [name, texts] of [
      [`Details of ${seen('c1')}`, ['twin', 'image', 'net', 'sleep', 'eth0', 'no cable']],
      [`Details of ${seen('hw0')}`, ['10.55.66.1/24', 'veth', 'c1']],
      ['Publication 2345/tcp', ['c1', '10.55.66.2', 'no answer', 'iptables -A']],
    ] as const) {
      await user.click(screen.getByRole('button', { name }));
      await waitFor(() => {
        for (const text of texts)
          expect(screen.getByRole('complementary').textContent).toContain(seen(text));
      });
      expectNothingHidden();
    }
    const sentence = document.querySelector('.panel__sentence');
    expect(sentence?.textContent).toBe(
      `Anyone who connects to this computer on port 2345/tcp reaches port 8000 of ${seen('c1')} (${seen('10.55.66.2')}).`,
    );
    expect(sentence?.querySelectorAll('b')).toHaveLength(3);
  });

  it('are seen in the tables, and in what is copied', async () => {
    const user = setupUser();
    const { main } = await renderWindow(snapshot, handlers);
    const show = async (tab: string, texts: readonly string[]) => {
      await user.click(screen.getByRole('tab', { name: new RegExp(tab) }));
      await waitFor(() => {
        for (const text of texts)
          expect(screen.getByRole('tabpanel').textContent).toContain(seen(text));
      });
      expectNothingHidden();
    };
    await show('Containers', ['c1', 'onhost', 'hw0']);
    await show('Flows', ['99', 'ODD', 'c1', 'p1', 'trouble']);
    await user.click(screen.getAllByRole('row')[1]!);
    await show('Flows', ['nat', 'DNAT', 'p2']);
    await show('Commands', ['iptables -A']);
    const copied = vi.spyOn(navigator.clipboard, 'writeText');
    await user.click(screen.getAllByRole('button', { name: 'Copy all commands' })[0]!);
    expect(copied).toHaveBeenCalledWith(seen('iptables -A'));

    await user.click(screen.getByRole('button', { name: 'Publication 2345/tcp' }));
    await user.click(screen.getByRole('button', { name: 'Check paths' }));
    await show('Doctor', [
      '192.0.2.1:2345',
      'note',
      'filter',
      'why',
      '-A FORWARD -m comment --comment',
      'fix',
      'iptables -D',
    ]);
    await user.click(screen.getByRole('button', { name: 'Trace' }));
    const hops = droppedHops.map((hop) => ({
      ...hop,
      chain: evil(hop.chain),
      rule: evil('-A'),
      comment: evil('comment'),
      verdict: evil('drop'),
      oif: evil('eth1'),
      note: evil('note'),
    }));
    for (const line of traceLines(hops)) main.notify({ type: 'trace', session: 's1', line });
    await show('Trace', ['ufw-before-forward', '-A', 'comment', 'note']);
  });

  it('are seen in the dialogs', async () => {
    const user = setupUser();
    await renderWindow({ ...snapshot, publications: [] }, handlers);
    await user.click(screen.getByRole('button', { name: `Publish port 8000 of ${seen('c1')}` }));
    const publish = screen.getByRole('dialog', { name: 'Publish port' });
    await waitFor(() => {
      for (const text of ['c1', 'nginx', 'iptables'])
        expect(publish.textContent).toContain(seen(text));
    });
    expect(within(publish).getByRole('alert').textContent).toContain(
      seen('failed').replace('\\n', ' '),
    );
    expectNothingHidden();
  });

  it('are seen in the name of an opened file and in an error without a dialog', async () => {
    const user = setupUser();
    const error = appError(
      'BAD_REQUEST',
      msg('file.notSnapshot', { file: evil('x.json'), why: evil('bad') }),
    );
    const savedAt = '2026-01-02T03:04:05.000Z';
    await renderWindow(
      { state: { phase: 'file', world: 'lab', file: evil('f.json'), savedAt }, snapshot },
      { openSnapshot: () => Promise.resolve(err(error)) },
    );
    expect(document.body.textContent).toContain(seen('f.json'));
    await user.click(screen.getByRole('button', { name: 'Open snapshot…' }));
    const alert = await screen.findByRole('alert');
    for (const text of ['x.json', 'bad']) expect(alert.textContent).toContain(seen(text));
    expectNothingHidden();
  });
});
