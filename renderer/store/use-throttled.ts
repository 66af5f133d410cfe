import { useEffect, useRef, useState } from 'react';

/** The minimum time between two results, in milliseconds: 10 per second. */
const shortest = 100;
/** Waits ten times as long as the previous result took, to leave most of the time to others. */
const restFactor = 10;

/**
 * Computes a result from an input that changes often: at most 10 times per second, and less often
 * if it takes long.
 *
 * @param make must be the same function on every render
 * @returns the latest result; null until there is one
 */
export function useThrottled<I, O>(input: I, make: (input: I) => O): O | null {
  const [made, setMade] = useState<{ readonly result: O } | null>(null);
  const last = useRef({ at: -Infinity, took: 0 });
  useEffect(() => {
    const { at, took } = last.current;
    const wait = Math.max(shortest, took * restFactor) - (performance.now() - at);
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
