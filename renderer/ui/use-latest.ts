import { useEffect, useEffectEvent, useState } from 'react';

/** How long to wait for the next keystroke before asking, in milliseconds. */
const pause = 160;

/** `key` identifies the question that was answered. */
interface Answered<T> {
  readonly key: string;
  readonly value: T;
}

/**
 * Asks a question whenever `key` has changed and then stayed the same for a moment. Returns the
 * answer for the current key.
 *
 * @param key identifies the question; null asks nothing
 * @param ask must depend only on `key`
 * @returns null while there is no answer for this key
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
