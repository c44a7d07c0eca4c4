import type { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import { letGo } from './lease.ts';
import { type Attempt, type Found, runOnce } from './run-once.ts';

/** Another has the lease, or it is decided. `answer`: what was decided, if that answers this request, too. */
export type Stop<Decided> = Readonly<{ found: Found; answer: Decided | undefined }>;

/** A write on the condition of what was seen. `takes`: how it takes the lease, with that token for its owner. */
type LeasedWrite<Stored> = Readonly<{
  takes?: 'begin' | 'begin_again' | 'take_over';
  write: (token: string) => Promise<Stored>;
}>;

/** Refuse once no write of an earlier attempt can be made any more; `fence` resolves with what is stored if one was. */
type Refuse<Stored> = Readonly<{ refusal: Refusal; fence: () => Promise<Stored | undefined> }>;

/** The next step, by the stored item. `held`: the lease is ours, so work. */
export type Step<Stored, Held, Decided> =
  | Readonly<{ held: Held }>
  | Stop<Decided>
  | Refuse<Stored>
  | LeasedWrite<Stored>;

/** `token`: the owner in our lease. `mayHold`: a write of ours may have taken it, or may still be in flight. */
export type Claimed = Readonly<{ token: string; mayHold: boolean }>;

/** The steps of an attempt at a payment, or at a refund. */
export type Steps<Stored, Held, Result, Decided> = Readonly<{
  id: string;
  fingerprint: string;
  look(): Promise<Stored>;
  next(stored: Stored, claimed: Claimed): Step<Stored, Held, Decided>;
  /** Each round means that another writer came first; more than a few in a row is a fault. */
  mostRounds: number;
  giveUp(stored: Stored): Stop<Decided>;
  /** `resumed`: the lease was another's before, who may have done the work already. */
  work(held: Held, lease: Readonly<{ token: string; resumed: boolean }>): Promise<Result>;
  settle(held: Held, token: string, result: Result): Promise<Decided>;
  release(held: Held | undefined, token: string): Promise<void>;
  over(): Promise<boolean>;
  refuseOrWait(): void;
  mustRunAgain(decided: Decided): boolean;
}>;

/** Runs an attempt to its end, and gives what was decided, by it or before it. */
export async function decideOnce<Stored, Held, Result, Decided>(
  steps: Steps<Stored, Held, Result, Decided>,
  io: Io,
  waitMs: number,
): Promise<Decided> {
  const attempt = new LeasedAttempt(steps, io);
  await runOnce(attempt, io, waitMs);
  if (attempt.decided === undefined) throw new Error(`the attempt at ${steps.id} ended undecided`);
  return attempt.decided;
}

/**
 * Claims by compare-and-set, works under the lease that it got, and settles by it. What is stored is the record of all
 * three.
 */
class LeasedAttempt<Stored, Held, Result, Decided> implements Attempt<Result> {
  readonly id: string;
  readonly fingerprint: string;
  decided: Decided | undefined;

  readonly #steps: Steps<Stored, Held, Result, Decided>;
  readonly #newId: () => string;
  #token = '';
  #mayHold: boolean;
  #resumed = false;
  #held: Held | undefined;

  constructor(steps: Steps<Stored, Held, Result, Decided>, { newId }: Pick<Io, 'newId'>) {
    this.id = steps.id;
    this.fingerprint = steps.fingerprint;
    this.#steps = steps;
    this.#newId = newId;
    this.#mayHold = false;
  }

  async begin(): Promise<Found | undefined> {
    this.decided = undefined;
    this.#held = undefined;
    this.#resumed = false;
    this.#token = this.#newId();
    let stored = await this.#steps.look();
    for (let round = 0; ; round++) {
      const step = this.#steps.next(stored, { token: this.#token, mayHold: this.#mayHold });
      if ('found' in step) return this.#stop(step);
      if ('held' in step) {
        this.#held = step.held;
        return undefined;
      }
      if (round === this.#steps.mostRounds) return this.#stop(this.#steps.giveUp(stored));
      stored = await ('refusal' in step ? this.#refuse(step) : this.#write(step));
    }
  }

  work(): Promise<Result> {
    return this.#steps.work(this.#holding(), { token: this.#token, resumed: this.#resumed });
  }

  async settle(result: Result): Promise<void> {
    this.decided = await this.#steps.settle(this.#holding(), this.#token, result);
  }

  async release(): Promise<void> {
    if (!this.#mayHold || this.decided !== undefined) return;
    this.#mayHold = false;
    await letGo(this.#steps.release(this.#held, this.#token));
  }

  over(): Promise<boolean> {
    return this.#steps.over();
  }

  refuseOrWait(): void {
    this.#steps.refuseOrWait();
  }

  mustRunAgain(): boolean {
    if (this.decided === undefined || !this.#steps.mustRunAgain(this.decided)) return false;
    this.decided = undefined;
    return true;
  }

  /** A fresh token for a lease that was another's: a late write of an earlier one must not pass for ours. */
  #write({ takes, write }: LeasedWrite<Stored>): Promise<Stored> {
    if (takes !== undefined) {
      this.#mayHold = true;
      this.#resumed = takes === 'take_over';
      if (takes !== 'begin') this.#token = this.#newId();
    }
    return write(this.#token);
  }

  async #refuse({ refusal, fence }: Refuse<Stored>): Promise<Stored> {
    const stored = await fence();
    if (stored !== undefined) return stored;
    this.#mayHold = false;
    throw refusal;
  }

  #stop({ found, answer }: Stop<Decided>): Found {
    this.decided = answer;
    return found;
  }

  #holding(): Held {
    if (this.#held !== undefined) return this.#held;
    throw new Error('nothing was claimed: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
  }
}
