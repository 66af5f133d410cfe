import { createInterface } from 'node:readline';
import type { z } from 'zod';
import { proberInputSchema, type proberOutputSchema } from './attempt';
import { connectAll, type OpenAttempts } from './connect-all';

/** After this long without input a prober ends by itself, in milliseconds. */
const idleLimit = 60_000;

/**
 * The program that connects from inside a namespace: reads attempts, one JSON document per line,
 * and prints their results. It ends with its standard input.
 */
export function runProber(): void {
  let open: OpenAttempts | null = null;
  let timer = setTimeout(end, idleLimit);
  const print = (message: z.infer<typeof proberOutputSchema>) => {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  };
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      clearTimeout(timer);
      timer = setTimeout(end, idleLimit);
      const input = proberInputSchema.parse(JSON.parse(line));
      open?.release();
      open = null;
      if (input.type === 'connect') {
        void connectAll(input.attempts).then((attempts) => {
          open = attempts;
          print({ type: 'results', results: attempts.results });
        });
      }
    })
    .on('close', end);
  print({ type: 'ready' });
}

function end(): never {
  process.exit(0);
}
