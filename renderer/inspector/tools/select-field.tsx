import { foreignText } from '../../i18n/foreign-text';

/** A drop-down list; its label is its accessible name and tooltip. */
export function SelectField<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChoose: (value: T) => void;
}) {
  return (
    <select
      className="select"
      aria-label={props.label}
      title={props.label}
      value={props.value}
      onChange={({ target }) => {
        const chosen = props.options.find(({ value }) => value === target.value);
        if (chosen !== undefined) props.onChoose(chosen.value);
      }}
    >
      {props.options.map(({ value, label }) => (
        <option key={value} value={value}>
          {foreignText(label)}
        </option>
      ))}
    </select>
  );
}
