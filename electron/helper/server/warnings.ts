import { toEnglish, type Text } from '#shared/messages/message';

/** Warnings for as long as the helper runs. Each one is kept and published once. */
export class Warnings {
  readonly #publish: (text: Text) => void;
  /** By English text, since equal messages have the same. */
  readonly #texts = new Map<string, Text>();

  /** @param publish called with each new warning */
  constructor(publish: (text: Text) => void) {
    this.#publish = publish;
  }

  get all(): readonly Text[] {
    return [...this.#texts.values()];
  }

  readonly add = (text: Text): void => {
    const english = toEnglish(text);
    if (this.#texts.has(english)) return;
    this.#texts.set(english, text);
    this.#publish(text);
  };
}
