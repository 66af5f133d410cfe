import type { Result } from '#shared/result/result';
import { ErrorNotice } from './error-notice';
import { useSubmission } from './use-submission';

/** A button that removes something, with the error below it if that fails. */
export function ActionButton<T>(props: {
  readonly label: string;
  readonly runningLabel: string;
  /** Id of the element that names what it removes. */
  readonly describedBy?: string;
  readonly small?: boolean;
  readonly ask: () => Promise<Result<T>>;
  readonly onDone: (value: T) => void;
}) {
  const { submission, running, submit } = useSubmission();
  const act = async (): Promise<void> => {
    const done = await submit(props.ask);
    if (done !== null) props.onDone(done);
  };
  return (
    <>
      <button
        type="button"
        className={`button button--danger${props.small === true ? ' button--small' : ''}`}
        aria-describedby={props.describedBy}
        disabled={running}
        onClick={() => void act()}
      >
        {running ? props.runningLabel : props.label}
      </button>
      {submission.kind === 'refused' && <ErrorNotice error={submission.error} />}
    </>
  );
}
