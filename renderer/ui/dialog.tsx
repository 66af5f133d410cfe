import { X } from 'lucide-react';
import { Dialog as Modal } from 'radix-ui';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Submission } from './use-submission';
import { ErrorNotice } from './error-notice';
import './dialog.css';

/**
 * The modal dialog over the window; nothing while `children` is null. Escape or a click outside
 * closes it.
 */
export function DialogLayer(props: {
  readonly onClose: () => void;
  readonly children: ReactNode | null;
}) {
  return (
    <Modal.Root
      open={props.children !== null}
      onOpenChange={(open) => {
        if (!open) props.onClose();
      }}
    >
      <Modal.Portal>
        <Modal.Overlay className="veil" />
        {props.children}
      </Modal.Portal>
    </Modal.Root>
  );
}

/**
 * A dialog's sheet. Focuses its first text field when opened, and restores the focus when closed.
 */
export function DialogSheet(props: {
  readonly title: string;
  readonly description: string;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const [opener] = useState(() => document.activeElement);
  const sheet = useRef<HTMLDivElement>(null);
  return (
    <Modal.Content
      ref={sheet}
      className="dialog"
      onOpenAutoFocus={(event) => {
        const field = sheet.current?.querySelector<HTMLInputElement>('input.input');
        if (field === null || field === undefined) return;
        event.preventDefault();
        field.focus();
      }}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        if (opener instanceof HTMLElement) opener.focus();
      }}
    >
      <header className="dialog__head">
        <Modal.Title className="dialog__title">{props.title}</Modal.Title>
        <Modal.Close className="icon-button" aria-label={t('publish.cancel')}>
          <X size={18} aria-hidden />
        </Modal.Close>
        <Modal.Description className="dialog__description">{props.description}</Modal.Description>
      </header>
      {props.children}
    </Modal.Content>
  );
}

/** The form of a dialog: its fields, the error of the last submission, and its buttons. */
export function DialogForm(props: {
  readonly ready: boolean;
  readonly submission: Submission;
  readonly submitLabel: string;
  readonly runningLabel: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const { ready, submission } = props;
  return (
    <form
      className="dialog__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onSubmit();
      }}
    >
      <div className="dialog__body">
        {props.children}
        {submission.kind === 'refused' && <ErrorNotice error={submission.error} />}
      </div>
      <footer className="dialog__foot">
        <Modal.Close className="button">{t('publish.cancel')}</Modal.Close>
        <button type="submit" className="button button--primary" disabled={!ready}>
          {submission.kind === 'running' ? props.runningLabel : props.submitLabel}
        </button>
      </footer>
    </form>
  );
}
