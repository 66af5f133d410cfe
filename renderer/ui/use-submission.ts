import { useState } from 'react';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';

/** The state of a request. Success needs no state: the next snapshot shows it. */
export type Submission =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly error: AppError };

/** Sends one request at a time, and keeps the error of the last one. */
export function useSubmission() {
  const [submission, setSubmission] = useState<Submission>({ kind: 'idle' });
  return {
    submission,
    running: submission.kind === 'running',
    /** @returns the answer; null if it was refused, or while another request is running */
    async submit<T>(ask: () => Promise<Result<T>>): Promise<T | null> {
      if (submission.kind === 'running') return null;
      setSubmission({ kind: 'running' });
      const answer = await ask();
      setSubmission(answer.ok ? { kind: 'idle' } : { kind: 'refused', error: answer.error });
      return answer.ok ? answer.value : null;
    },
    /** The input has changed, so the error no longer applies. */
    forget() {
      if (submission.kind === 'refused') setSubmission({ kind: 'idle' });
    },
  };
}
