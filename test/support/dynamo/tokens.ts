const TOKEN = /\s*(<>|<=|>=|[=<>(),+-]|[#:]?[A-Za-z_]\w*)/y;

/** The words and signs of an expression, taken one after another. */
export class Tokens {
  readonly #list: string[] = [];
  #at = 0;

  constructor(expression: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < expression.trimEnd().length) {
      const { lastIndex } = TOKEN;
      const token = TOKEN.exec(expression)?.[1];
      if (token === undefined) throw new Error(`not faked: ${expression.slice(lastIndex)} in ${expression}`);
      this.#list.push(token);
    }
  }

  get next(): string | undefined {
    return this.#list[this.#at];
  }

  take(): string {
    const token = this.#list[this.#at];
    if (token === undefined) throw new Error('The expression ends too early.');
    this.#at += 1;
    return token;
  }

  /** Takes the next one if it is this, in any case of letters. */
  takeIf(token: string): boolean {
    if (this.next?.toUpperCase() !== token) return false;
    this.#at += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.takeIf(token)) throw new Error(`${token} was expected, not ${this.next}.`);
  }
}
