import { useId } from 'react';
import { foreignText } from '../i18n/foreign-text';

/** A text field with its name and a one-line description. */
export function TextField(props: {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  /** Shown while the field is empty. */
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {props.label}
      </label>
      <input
        id={id}
        className="input input--wide mono"
        autoComplete="off"
        spellCheck={false}
        value={props.value}
        placeholder={foreignText(props.placeholder ?? '')}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          props.onChange(event.target.value);
        }}
        onFocus={(event) => {
          event.target.select();
        }}
      />
      <p className="field__hint" id={`${id}-hint`}>
        {props.hint}
      </p>
    </div>
  );
}
