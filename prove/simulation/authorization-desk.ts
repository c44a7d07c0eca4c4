import type { Observation } from '../../src/processor/port.ts';
import type { Bank, Movement } from './bank.ts';
import type { Manners } from './manners.ts';
import { type IntentState, type Opened, seen, wrongState } from './opened-intents.ts';
import type { Process } from './process.ts';

type Taken = Readonly<{ minor: bigint; process: Process | undefined }>;

/** Changes of an intent and of the books, as its bank makes them. */
type Changes = Readonly<{
  move: (opened: Opened, kind: Movement['kind'], taken: Taken) => void;
  become: (opened: Opened, state: IntentState) => Observation;
}>;

/** Ends of an authorization: captured because we asked, or by hand in the processor's dashboard, or let go. */
export class AuthorizationDesk {
  readonly #bank: Bank;
  readonly #manners: Manners;
  readonly #changes: Changes;

  constructor(bank: Bank, manners: Manners, changes: Changes) {
    this.#bank = bank;
    this.#manners = manners;
    this.#changes = changes;
  }

  made(opened: Opened): void {
    this.#lapse(opened);
    this.#captureByHand(opened);
  }

  capture(opened: Opened, taken: Taken): Observation {
    const { random } = opened;
    opened.capture = 'answered';
    if (opened.state !== 'authorized') throw wrongState(opened);
    if (random.whole(100) >= this.#manners.capturesFail) return this.#capture(opened, taken);
    if (random.whole(2) > 0) return this.#letGo(opened);
    opened.capture = 'refused';
    return seen(opened);
  }

  #lapse(opened: Opened): void {
    const { authorizedForMs } = this.#manners;
    if (!Number.isFinite(authorizedForMs)) return;
    this.#bank.services.timeline.after(opened.random.whole(authorizedForMs), () => {
      if (opened.state === 'authorized') this.#letGo(opened);
    });
  }

  /** Soon, or within the hour, wholly or in part: also before the service knows of the authorization, but not after it asked to capture it. */
  #captureByHand(opened: Opened): void {
    const { random, charge, intent } = opened;
    const { minor } = charge.amount;
    const part = this.#bank.chanceOf(`part of ${intent.id} captured by hand`).whole(2) === 0 ? minor : minor / 2n;
    if (random.whole(100) >= this.#manners.capturedByHand) return;
    this.#bank.services.timeline.after(random.whole(random.pick([2_000, 3_600_000])), () => {
      if (opened.state !== 'authorized' || opened.capture !== undefined) return;
      this.#capture(opened, { minor: part || minor, process: undefined });
    });
  }

  #capture(opened: Opened, taken: Taken): Observation {
    opened.captured = taken.minor;
    this.#changes.move(opened, 'capture', taken);
    return this.#changes.become(opened, 'captured');
  }

  #letGo(opened: Opened): Observation {
    this.#changes.move(opened, 'cancel', { minor: opened.charge.amount.minor, process: undefined });
    return this.#changes.become(opened, 'dead');
  }
}
