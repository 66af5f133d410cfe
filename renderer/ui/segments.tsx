import { RadioGroup } from 'radix-ui';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A choice of one from a few visible options: a radio group. */
export function Segments<T extends string>(props: {
  readonly label: string;
  /** If it matches no segment, none is selected. */
  readonly value: string;
  readonly segments: readonly Segment<T>[];
  readonly onChoose: (value: T) => void;
}) {
  return (
    <RadioGroup.Root
      className="segments"
      orientation="horizontal"
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => {
        const chosen = props.segments.find((segment) => segment.value === value);
        if (chosen !== undefined) props.onChoose(chosen.value);
      }}
    >
      {props.segments.map(({ value, label }) => (
        <RadioGroup.Item key={value} value={value} className="segments__item">
          {label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
