import { useSyncExternalStore } from 'react';

const reduced = '(prefers-reduced-motion: reduce)';

/** Whether anything may move: the window can be seen, and the user has not asked for less motion. */
export function useMotion(): boolean {
  return useSyncExternalStore(subscribe, () => {
    return document.visibilityState === 'visible' && !window.matchMedia(reduced).matches;
  });
}

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(reduced);
  document.addEventListener('visibilitychange', changed);
  query.addEventListener('change', changed);
  return () => {
    document.removeEventListener('visibilitychange', changed);
    query.removeEventListener('change', changed);
  };
}
