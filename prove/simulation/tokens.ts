/** A text as its words and signs, taken one after the other. */
export class Tokens {
  readonly #text: string;
  readonly #left: string[];

  constructor(text: string) {
    this.#text = text;
    this.#left = text.match(/:\w+|[#\w][\w#.]*|<>|<=|>=|\S/g) ?? [];
  }

  take(): string {
    const token = this.#left.shift();
    if (token === undefined) throw new TypeError(`an expression that ends too early: ${this.#text}`);
    return token;
  }

  next = (...wanted: readonly string[]): boolean => wanted.includes(this.#left[0] ?? '');

  skip(wanted: string): boolean {
    if (!this.next(wanted)) return false;
    this.#left.shift();
    return true;
  }

  want(wanted: string): void {
    if (!this.skip(wanted)) throw new TypeError(`"${wanted}" is missing before "${this.#left[0]}": ${this.#text}`);
  }

  end(): void {
    if (this.#left.length > 0) throw new TypeError(`"${this.#left[0]}" is not understood: ${this.#text}`);
  }
}
