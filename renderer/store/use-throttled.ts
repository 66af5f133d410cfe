import { useEffect, useRef, useState } from 'react';

/** The shortest time between two results, in milliseconds: ten a second. */
const shortest = 100;
/** A result waits ten times as long as the one before took to make, so that most of the time is left for others. */
const patience = 10;

/**
 * Makes something of an input that changes often: at most ten times a second, and less often when it takes long.
 *
 * @param make the same function with every render
 * @returns the latest result; null until there is one
 */
export function useThrottled<I, O>(input: I, make: (input: I) => O): O | null {
  const [made, setMade] = useState<{ readonly result: O } | null>(null);
  const last = useRef({ at: -Infinity, took: 0 });
  useEffect(() => {
    const { at, took } = last.current;
    const wait = Math.max(shortest, took * patience) - (performance.now() - at);
    const timer = setTimeout(
      () => {
        const start = performance.now();
        setMade({ result: make(input) });
        const end = performance.now();
        last.current = { at: end, took: end - start };
      },
      Math.max(0, wait),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [input, make]);
  return made === null ? null : made.result;
}
