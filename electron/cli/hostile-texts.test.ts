import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  helperEventSchema,
  helperMethods,
  protocolVersion,
  type HelperEvent,
  type HelperHandlers,
} from '#shared/contract/helper';
import type { Snapshot } from '#shared/model/snapshot';
import { valuesOf } from '#shared/contract/testing/hostile-values';
import { appErrorSchema, type AppError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { serve, type ServedChannel } from '#shared/rpc/serve';
import { socketChannel } from '#transport/ndjson';
import { labSocket } from '#transport/paths';
import { createProgram } from './program';
import { columns } from './text-columns';

// A helper of this contract that answers every call with texts that would control a terminal.

type Method = keyof typeof helperMethods;

const outputs = Object.fromEntries(
  Object.entries(helperMethods).map(([name, { output }]) => [name, valuesOf(output)]),
) as Readonly<Record<Method, fc.Arbitrary<unknown>>>;
const events = fc.array(valuesOf(helperEventSchema) as fc.Arbitrary<HelperEvent>, {
  minLength: 20,
  maxLength: 20,
});
const errors = valuesOf(appErrorSchema) as fc.Arbitrary<AppError>;

/** What the helper answers: errors to all calls, if it has one. */
interface Answers {
  readonly values: Readonly<Record<Method, unknown>>;
  readonly error: AppError | null;
  readonly events: readonly HelperEvent[];
}

const answers: fc.Arbitrary<Answers> = fc.record({
  values: fc.record(outputs),
  error: fc.option(errors, { freq: 4 }),
  events,
});

let folder = '';
let server: Server;
let given: Answers;
let printed: string[] = [];

beforeAll(async () => {
  // Each command adds listeners, and ends its process otherwise.
  process.setMaxListeners(0);
  process.stdout.setMaxListeners(0);
  folder = await mkdtemp(join(tmpdir(), 'portolan-cli-'));
  vi.stubEnv('PORTOLAN_RUNTIME_DIR', folder);
  server = createServer((socket) => {
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(labSocket(process.env), resolve));
});

afterAll(async () => {
  server.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

function answer(socket: Socket): void {
  const handlers = Object.fromEntries(
    Object.keys(helperMethods).map((name) => [
      name,
      () => {
        if (name === 'status')
          return Promise.resolve(
            ok({ ...(given.values.status as object), protocol: protocolVersion }),
          );
        if (name === 'followFlows' || name === 'startTrace') setImmediate(stream);
        return Promise.resolve(
          given.error === null ? ok(given.values[name as Method]) : err(given.error),
        );
      },
    ]),
  ) as unknown as HelperHandlers;
  const served: ServedChannel<HelperEvent> = serve(
    helperMethods,
    handlers,
    socketChannel(socket, 1_000_000),
    {
      limits: { inFlight: 100, burst: 100, perSecond: 100, now: () => 0 },
      onBug(error) {
        throw error;
      },
    },
  );
  const stream = () => {
    given.events.forEach((event) => {
      served.notify(event);
    });
    socket.end();
  };
  socket.on('error', () => socket.destroy());
}

/** Runs one command in this process. @returns what it printed, both streams */
async function run(words: readonly string[]): Promise<string> {
  printed = [];
  const keep = (text: unknown) => {
    printed.push(String(text));
  };
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  try {
    await createProgram('0').parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return printed.join('\n');
}

const commands: readonly string[] = [
  'status',
  'snapshot',
  'snapshot --output -',
  'ls',
  'publish web 80',
  'publish web 80 --dry-run',
  'unpublish 80',
  'bridge create br0 --address 10.0.0.1/24',
  'bridge delete br0\x1b[2J',
  'attach web --bridge br0',
  'detach web --bridge br0',
  'doctor',
  'doctor 80 --fix lan',
  'doctor --undo 1',
  'adjust 80 --no-proxy',
  'trace 80',
  'flows',
  'flows --follow',
  'flows --accounting on',
  'rules',
  'lab status',
];

const control = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

it.each(commands)('%j prints no character that a terminal obeys or hides', async (command) => {
  const words = [
    ...command.split(' '),
    ...(command.startsWith('lab') ? [] : ['--socket', labSocket(process.env)]),
  ];
  await fc.assert(
    fc.asyncProperty(answers, async (next) => {
      given = next;
      const text = await run(words);
      expect(text).not.toBe('');
      expect(text).not.toMatch(control);
      const json = await run([...words, '--json']);
      expect(json).not.toMatch(control);
    }),
    { numRuns: 15 },
  );
});

it('keeps one row a line and the table on the screen, whatever a name holds', async () => {
  const words = ['ls', '--socket', labSocket(process.env)];
  await fc.assert(
    fc.asyncProperty(
      answers,
      fc.constantFrom('\n', 'x'.repeat(1024 * 1024)),
      async (next, text) => {
        const { publications } = next.values.snapshot as Snapshot;
        const named = publications.map((one) => ({ ...one, endpoint: { id: '1', name: text } }));
        const snapshot = { ...(next.values.snapshot as Snapshot), publications: named };
        given = { ...next, error: null, values: { ...next.values, snapshot } };
        const shown = await run(words);
        expect(shown.split('\n')).toHaveLength(publications.length + 1);
        expect(shown.length).toBeLessThan(20_000);
      },
    ),
    { numRuns: 10 },
  );
});

it('shows usage errors without obeying what was typed', async () => {
  expect(await run(['ls\x1b[2J'])).toContain("unknown command 'ls\\x1b[2J'");
});

it('keeps columns aligned with wide, joined and long texts', () => {
  const long = 'x'.repeat(500);
  expect(
    columns([
      ['容器', 'a'],
      ['e\u0301', 'b'],
      ['👩‍👧', 'c'],
      [long, 'd'],
    ]),
  ).toBe(`容器  a\ne\u0301     b\n👩‍👧    c\n${long}  d`);
});
