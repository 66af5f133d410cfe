import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foreignText } from '../i18n/foreign-text';
import { visibleText } from '#shared/model/visible-text';

/** How long the button confirms the copy, in milliseconds. */
const confirmationTime = 1600;

/** Copies lines. `label` is its accessible name; the confirmation is announced as "Copied". */
export function CopyButton(props: { readonly lines: readonly string[]; readonly label: string }) {
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
    // As they are seen: nothing in them controls the terminal or begins another command there.
    await navigator.clipboard.writeText(
      props.lines.map((line) => visibleText(line, Infinity)).join('\n'),
    );
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
