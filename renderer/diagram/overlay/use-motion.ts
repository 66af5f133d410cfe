import { useSyncExternalStore } from 'react';

const reduced = '(prefers-reduced-motion: reduce)';

/**
 * Whether animations may run: the window is visible, and the user does not prefer reduced motion.
 */
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
