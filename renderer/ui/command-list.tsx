import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button';
import { visibleText } from '#shared/model/visible-text';

/** Shell commands, one per line, with a button that copies them all. */
export function CommandList({ commands }: { readonly commands: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className="commands">
      <pre className="commands__lines" tabIndex={0} aria-label={t('publish.commands')}>
        {commands.map((command, index) => (
          <code className="commands__line" dir="ltr" key={`${String(index)} ${command}`}>
            <Words command={command} />
            {'\n'}
          </code>
        ))}
      </pre>
      <CopyButton lines={commands} label={t('copy.all')} />
    </div>
  );
}

/** Breaks a command between words only, so that options are not split at hyphens. */
function Words({ command }: { readonly command: string }) {
  // Never cut, so that no part of a command is taken for the whole.
  const shown = visibleText(command, Infinity);
  return shown.split(' ').map((word, index) => (
    <Fragment key={`${String(index)} ${word}`}>
      {index > 0 && ' '}
      <bdi className="commands__word">{word}</bdi>
    </Fragment>
  ));
}
