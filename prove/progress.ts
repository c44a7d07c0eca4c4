import { styleText } from 'node:util';

type Out = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>;
const everyMs = 5_000;

/** How far a long work is, on stderr: one line that changes on a terminal, else a line every few seconds. */
export class ProofProgress {
  readonly #out: Out;
  readonly #now: () => number;
  readonly #what: string;
  readonly #total: number;
  readonly #begun: number;
  #done = 0;
  #shown = 0;

  constructor(
    what: string,
    total: number,
    out: Out = process.stderr,
    now: () => number = performance.now.bind(performance),
  ) {
    this.#what = what;
    this.#total = total;
    this.#out = out;
    this.#now = now;
    this.#begun = now();
    this.#shown = this.#begun;
  }

  add(count: number): void {
    this.#done += count;
    const now = this.#now();
    if (!this.#out.isTTY && now - this.#shown < everyMs) return;
    this.#shown = now;
    this.#show();
  }

  /** The last line, and how long it took in seconds. */
  end(): number {
    this.#show();
    if (this.#out.isTTY) this.#out.write('\n');
    return (this.#now() - this.#begun) / 1_000;
  }

  #show(): void {
    const seconds = (this.#now() - this.#begun) / 1_000;
    const rate = seconds > 0 ? this.#done / seconds : 0;
    const left = rate > 0 ? Math.max(0, Math.ceil((this.#total - this.#done) / rate)) : 0;
    const line = `${this.#what}: ${this.#done.toLocaleString('en')} of ${this.#total.toLocaleString('en')}, ${rate.toFixed(0)} a second, ${left} s left`;
    const text = this.#out.isTTY ? styleText('dim', line) : line;
    this.#out.write(this.#out.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  }
}
