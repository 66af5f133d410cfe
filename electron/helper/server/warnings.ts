/** What a person should know for as long as the helper runs. Each warning is kept and published once. */
export class Warnings {
  readonly #publish: (text: string) => void;
  readonly #texts = new Set<string>();

  /** @param publish called with each new warning */
  constructor(publish: (text: string) => void) {
    this.#publish = publish;
  }

  get all(): readonly string[] {
    return [...this.#texts];
  }

  readonly add = (text: string): void => {
    if (this.#texts.has(text)) return;
    this.#texts.add(text);
    this.#publish(text);
  };
}
