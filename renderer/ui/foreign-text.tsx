import { Fragment } from 'react';
import { visibleText } from '#shared/model/visible-text';

/**
 * A name, a rule, a command or another text from outside: hidden characters are made visible, and
 * it does not change the direction of what is around it.
 */
export function ForeignText({ text }: { readonly text: string }) {
  return <bdi>{visibleText(text)}</bdi>;
}

/** The same for several, with a separator of our own. */
export function ForeignTexts(props: {
  readonly texts: readonly string[];
  readonly separator: string;
}) {
  return props.texts.map((text, index) => (
    <Fragment key={`${String(index)} ${text}`}>
      {index > 0 && props.separator}
      <ForeignText text={text} />
    </Fragment>
  ));
}

/**
 * A sentence with values from outside, set off where the template says `<b>{{name}}</b>`. Markup
 * in a value stays text.
 */
export function ForeignSentence(props: {
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
}) {
  return props.template.split(/(<b>\{\{\w+\}\}<\/b>|\{\{\w+\}\})/).map((part, index) => {
    const name = index % 2 === 1 ? /\w{2,}/.exec(part)?.[0] : undefined;
    if (name === undefined) return part;
    const value = <ForeignText text={props.values[name] ?? ''} />;
    return <Fragment key={index}>{part.startsWith('<b>') ? <b>{value}</b> : value}</Fragment>;
  });
}
