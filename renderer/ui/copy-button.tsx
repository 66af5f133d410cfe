import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** How long the button says that the text was copied, in milliseconds. */
const thanks = 1600;

/** Copies `text`. `label` is its accessible name, and is spoken again as "Copied" when done. */
export function CopyButton(props: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, thanks);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(props.text);
    setCopied(true);
  };
  return (
    <button
      type="button"
      className="icon-button copy"
      aria-label={props.label}
      title={copied ? t('copy.copied') : props.label}
      onClick={() => void copy()}
    >
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      <span className="sr-only" role="status">
        {copied ? t('copy.copied') : ''}
      </span>
    </button>
  );
}
