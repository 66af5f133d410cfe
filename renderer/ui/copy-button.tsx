import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foreignText } from '../i18n/foreign-text';
import { visibleLines } from '#shared/model/visible-text';

/** How long the button confirms the copy, in milliseconds. */
const confirmationTime = 1600;

/** Copies `text`. `label` is its accessible name; the confirmation is announced as "Copied". */
export function CopyButton(props: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, confirmationTime);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const copy = async (): Promise<void> => {
    // What is copied is what is seen: no character in it controls the terminal that it is pasted to.
    await navigator.clipboard.writeText(visibleLines(props.text, Infinity));
    setCopied(true);
  };
  return (
    <button
      type="button"
      className="icon-button copy"
      aria-label={foreignText(props.label)}
      title={copied ? t('copy.copied') : foreignText(props.label)}
      onClick={() => void copy()}
    >
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      <span className="sr-only" role="status">
        {copied ? t('copy.copied') : ''}
      </span>
    </button>
  );
}
