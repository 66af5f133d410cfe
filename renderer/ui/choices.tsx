import { RadioGroup } from 'radix-ui';
import { ForeignText } from './foreign-text';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint: string;
  /** Whether the label is a name or address of the system. */
  readonly mono: boolean;
}

/** A radio group with a one-line description of each choice. */
export function Choices(props: {
  /** Id of the element that names the group. */
  readonly labelledBy: string;
  readonly value: string | null;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <RadioGroup.Root
      className="choices"
      aria-labelledby={props.labelledBy}
      value={props.value}
      onValueChange={props.onChange}
    >
      {props.choices.map(({ value, label, hint, mono }) => (
        <RadioGroup.Item key={value} value={value} className="choice">
          <span className="choice__dot">
            <RadioGroup.Indicator className="choice__mark" />
          </span>
          <span className="choice__words">
            <span className={mono ? 'choice__label mono' : 'choice__label'}>
              <ForeignText text={label} />
            </span>
            <span className="choice__hint">
              <ForeignText text={hint} />
            </span>
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
