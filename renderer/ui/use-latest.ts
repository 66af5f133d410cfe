import { useEffect, useEffectEvent, useState } from 'react';

/** How long a question waits for the next keystroke, in milliseconds. */
const pause = 160;

/** `key` says which question the answer belongs to. */
interface Answered<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * Asks a question whenever `key` changes and stays so for a moment, and gives the answer to the present key.
 *
 * @param key identifies the question; null asks nothing
 * @param ask must depend on nothing but what `key` tells
 * @returns null while there is no answer to this key
 */
export function useLatest<T>(key: string | null, ask: () => Promise<T>): T | null {
  const [answered, setAnswered] = useState<Answered<T> | null>(null);
  const latestAsk = useEffectEvent(ask);
  useEffect(() => {
    if (key === null) return;
    let current = true;
    const timer = setTimeout(() => {
      void latestAsk().then((value) => {
        if (current) setAnswered({ key, value });
      });
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return answered !== null && answered.key === key ? answered.value : null;
}
