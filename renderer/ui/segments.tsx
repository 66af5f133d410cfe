import { RadioGroup } from 'radix-ui';

export interface Segment<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A choice of one out of a few, all of them in sight: a radio group. */
export function Segments<T extends string>(props: {
  readonly label: string;
  /** None of the segments is chosen when it is not one of theirs. */
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
