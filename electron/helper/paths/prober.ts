import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { ask, type Asked } from './ask';
import { proberInputSchema, type proberOutputSchema } from './question';

/** After so long without a word a prober ends by itself, in milliseconds. */
const idleLimit = 60_000;

/**
 * The program that asks from inside a namespace: reads questions, one JSON document a line, and prints answers. It
 * ends with its standard input.
 */
export function runProber(): void {
  let open: Asked | null = null;
  let timer = setTimeout(end, idleLimit);
  const say = (message: z.infer<typeof proberOutputSchema>) => {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(end, idleLimit);
      const input = proberInputSchema.parse(JSON.parse(line));
      open?.release();
      open = null;
      if (input.type === 'ask') {
        void ask(input.questions).then((asked) => {
          open = asked;
          say({ type: 'answers', answers: asked.answers });
        });
      }
    })
    .on('close', end);
  say({ type: 'ready' });
}

function end(): never {
  process.exit(0);
}
