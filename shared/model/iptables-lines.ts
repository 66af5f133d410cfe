import { isQuoteOpen } from './iptables-words';

/** A comment has 255 bytes at most (xt_comment.h), so it goes over no more lines than this. */
const mostLines = 256;

/** One line of saved rules, or several when a quoted comment goes over them. `number` counts from 1. */
export interface Statement {
  readonly line: string;
  readonly number: number;
}

/** Splits saved rules into statements, without their line ends. */
export function* statements(text: string): Generator<Statement> {
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const number = i + 1;
    let line = lines[i] ?? '';
    if (/^(\[|-A)/.test(line) && isQuoteOpen(line)) {
      const more = lines.slice(i + 1, i + mostLines).findIndex(endsQuote);
      if (more >= 0) {
        line = lines.slice(i, i + more + 2).join('\n');
        i += more + 1;
      }
    }
    yield { line: line.replace(/\r$/, ''), number };
  }
}

/** Whether a quote that is open before a line is closed after it. */
function endsQuote(line: string): boolean {
  return !isQuoteOpen(`"${line}`);
}

/** A line as it can be shown to a person. */
export function shortened(line: string): string {
  const printable = line.replaceAll(/\p{C}/gu, '?');
  return printable.length > 60 ? `${printable.slice(0, 59)}…` : printable;
}
