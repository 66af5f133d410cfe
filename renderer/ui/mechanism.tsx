import { Check, Minus } from 'lucide-react';

/** A mechanism that is on or off, such as DNAT, with an explanation. */
export function Mechanism(props: {
  readonly on: boolean;
  readonly name: string;
  readonly words: string;
}) {
  const Icon = props.on ? Check : Minus;
  return (
    <li className={props.on ? 'mechanism' : 'mechanism mechanism--off'}>
      <Icon size={16} aria-hidden />
      <div>
        <div className="mechanism__name">{props.name}</div>
        <div className="mechanism__words">{props.words}</div>
      </div>
    </li>
  );
}
