/** When a process dies: before what it awaits is done, while it is being done, or once it is done. */
export const moments = ['before', 'during', 'after'] as const;
export type Moment = (typeof moments)[number];

const never = <Value>() => new Promise<Value>(() => {});

/** A process that may be killed at each of its awaits. Then it never goes on, and hears neither of results nor of errors. */
export class KillableProcess {
  readonly killed = Promise.withResolvers<'killed'>();
  readonly #momentAt: (awaits: number) => Moment | undefined;
  #awaits = 0;
  #isDead = false as boolean;

  /** `momentAt`: when it dies at its first, second … await, if it does. */
  constructor(momentAt: (awaits: number) => Moment | undefined) {
    this.#momentAt = momentAt;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async await<Value>(act: () => Promise<Value>): Promise<Value> {
    if (this.#isDead) return never();
    this.#awaits += 1;
    const moment = this.#momentAt(this.#awaits);
    if (moment === 'before') {
      this.#die();
      return never();
    }
    if (moment === 'during') this.#die();
    try {
      return await act();
    } finally {
      if (moment === 'after') this.#die();
      if (this.#isDead) await never();
    }
  }

  #die(): void {
    this.#isDead = true;
    this.killed.resolve('killed');
  }
}
