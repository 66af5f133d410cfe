import { useState } from 'react';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';

/** How far a request of the user is. Success needs no state: the snapshot tells of it. */
export type Submission =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** Sends one request at a time, and keeps why the last one was refused. */
export function useSubmission() {
  const [submission, setSubmission] = useState<Submission>({ kind: 'idle' });
  return {
    submission,
    running: submission.kind === 'running',
    /** @returns what was answered; null when it was refused, or when another request is on its way */
    async submit<T>(ask: () => Promise<Result<T>>): Promise<T | null> {
      if (submission.kind === 'running') return null;
      setSubmission({ kind: 'running' });
      const answer = await ask();
      setSubmission(answer.ok ? { kind: 'idle' } : { kind: 'refused', error: answer.error });
      return answer.ok ? answer.value : null;
    },
    /** What was entered has changed, so the refusal no longer speaks of it. */
    forget() {
      if (submission.kind === 'refused') setSubmission({ kind: 'idle' });
    },
  };
}
