/** Work that waits in order of arrival. */
export class Backlog {
  /** Amounts by the second of their arrival. */
  readonly #queue: { second: number; amount: number }[] = [];
  #amount = 0;

  get amount(): number {
    return this.#amount;
  }

  add(second: number, amount: number): void {
    if (amount <= 0) return;
    this.#queue.push({ second, amount });
    this.#amount += amount;
  }

  /** Takes up to an amount from the front, and returns how much it was. */
  take(most: number): number {
    let left = most;
    for (let [first] = this.#queue; first !== undefined && left > 0; [first] = this.#queue) {
      const taken = Math.min(first.amount, left);
      first.amount -= taken;
      left -= taken;
      if (first.amount < 1e-9) this.#queue.shift();
    }
    const taken = Math.min(this.#amount, most - left);
    this.#amount = Math.max(0, this.#amount - taken);
    return taken;
  }

  /** How long the oldest of it has waited, in seconds. */
  lagAt(second: number): number {
    const [first] = this.#queue;
    return first === undefined ? 0 : second - first.second;
  }
}
