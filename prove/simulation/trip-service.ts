import type { IncomingResponse } from '../../src/runtime/http-call.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Process } from './process.ts';

/** A trip service that knows every trip, and fails. A fare may be another one when it is asked for again. */
export class TripService {
  readonly #random: Random;
  readonly #faults: SimulatedFaults;
  readonly #fares = new Map<string, number>();
  readonly #isInstant: boolean;

  /** `isInstant`: it takes no time, so that nothing waits for it but the next step. */
  constructor(random: Random, faults: SimulatedFaults, isInstant = false) {
    this.#isInstant = isInstant;
    this.#random = random;
    this.#faults = faults;
  }

  /** The way there from one process. */
  callFor =
    (process: Process): Io['call'] =>
    async (url) => {
      const trip = String(url.split('/').at(-1));
      const fate = this.#faults.at('trips');
      if (!this.#isInstant)
        await process.sleep(fate === 'trips: slow' ? 1_000 + this.#random.whole(8_000) : 1 + this.#random.whole(10));
      if (fate === 'trips: no connection') throw new TypeError('no connection');
      if (fate === 'trips: server error') return answer(500, '');
      if (fate === 'trips: nonsense') return answer(200, '<html>');
      const cents = (this.#fares.get(trip) ?? 900) + (fate === 'trips: another fare than before' ? 70 : 0);
      this.#fares.set(trip, cents);
      return answer(200, `{"trip_id":"${trip}","status":"COMPLETED","fare":${(cents / 100).toFixed(2)}}`);
    };
}

function answer(status: number, text: string): IncomingResponse {
  async function* chunks() {
    yield Buffer.from(text);
  }
  return { status, headers: new Headers(), body: chunks() };
}
