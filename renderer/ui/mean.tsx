import { Check, Minus } from 'lucide-react';

/** One of the means by which something works, on or off, in words too. */
export function Mean(props: {
  readonly on: boolean;
  readonly name: string;
  readonly words: string;
}) {
  const Icon = props.on ? Check : Minus;
  return (
    <li className={props.on ? 'mean' : 'mean mean--off'}>
      <Icon size={16} aria-hidden />
      <div>
        <div className="mean__name">{props.name}</div>
        <div className="mean__words">{props.words}</div>
      </div>
    </li>
  );
}
