import { Switch } from 'radix-ui';
import { useId } from 'react';

/** A switch with its name and a one-line description. */
export function SwitchRow(props: {
  readonly label: string;
  readonly hint: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="switch-row">
      <Switch.Root
        id={id}
        className="switch"
        aria-describedby={`${id}-hint`}
        checked={props.checked}
        onCheckedChange={props.onChange}
      >
        <Switch.Thumb className="switch__thumb" />
      </Switch.Root>
      <div>
        <label className="switch-row__label" htmlFor={id}>
          {props.label}
        </label>
        <span className="switch-row__hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      </div>
    </div>
  );
}
