import { AsyncLocalStorage } from 'node:async_hooks';
import type { Timeline } from './timeline.ts';

/** A promise for each who waits: one for all would remember everybody who ever did, and with them their whole run. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** The process whose code is running. Timers that libraries set belong to it. */
export const running = new AsyncLocalStorage<Process>();

/** One function at work: it may be killed, or frozen and thawed, and nothing of it goes on meanwhile. */
export class Process {
  readonly number: number;
  readonly name: string;
  /** How many ids it made. */
  ids = 0;
  readonly cutOffAt: number;
  /** How many items of the payments table it changed. */
  writes = 0;
  /** How many calls it sent to the store. */
  storeCalls = 0;
  /** Whether its caller has its answer, or was told that none comes. */
  answered = false;
  readonly #timeline: Timeline;
  #dead: boolean;
  #thawsAt = 0;
  onKilled: () => void = () => undefined;
  /** Called once, when something that was to go on has to wait. */
  onFrozen: () => void = () => undefined;

  constructor(number: number, name: string, timeline: Timeline, timeOutMs: number) {
    this.#dead = false;
    this.number = number;
    this.name = `#${number} ${name}`;
    this.#timeline = timeline;
    this.cutOffAt = timeline.now() + timeOutMs;
  }

  /** Sent with its request, so that whatever it writes leads back to it. */
  get invocation(): string {
    return `invocation-${this.number}`;
  }

  get isDead(): boolean {
    return this.#dead;
  }

  kill(): void {
    if (this.#dead) return;
    this.#dead = true;
    this.onKilled();
  }

  freeze(ms: number): void {
    this.#thawsAt = this.#timeline.now() + ms;
  }

  /**
   * Gives control back to the function: now, once it thaws, or never. What was due while it was frozen comes in the
   * order in which it was due, so nothing that is due just when it thaws overtakes that.
   */
  resume(go: () => void, wasDeferred = false): void {
    if (this.#dead) return;
    const ms = this.#thawsAt - this.#timeline.now();
    if (ms > 0 || (ms === 0 && !wasDeferred)) {
      this.onFrozen();
      this.onFrozen = () => undefined;
      this.#timeline.after(ms, () => this.resume(go, true));
    } else go();
  }

  readonly sleep = (ms: number, aborted?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = this.#timeline.after(ms, () => this.resume(resolve));
      aborted?.addEventListener('abort', () => {
        timer.ring = undefined;
      });
    });
}
