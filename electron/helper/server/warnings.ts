import { toEnglish, type Text } from '#shared/messages/message';

/** What a person should know for as long as the helper runs. Each warning is kept and published once. */
export class Warnings {
  readonly #publish: (text: Text) => void;
  /** By their English, which is the same for equal messages. */
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
