import type { ReactNode } from 'react';
import './screen.css';

/** A sheet shown in place of the chart. */
export function Screen(props: {
  readonly title: string;
  readonly mark: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <main className="screen">
      <div className="screen__sheet">
        <div className="screen__mark">{props.mark}</div>
        <h1 className="screen__title">{props.title}</h1>
        {props.children}
      </div>
    </main>
  );
}
