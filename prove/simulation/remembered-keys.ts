import { ProcessorTrouble } from '../../src/processor/port.ts';
import type { BankServices } from './bank.ts';

/** Real processors forget keys after a day; what happened by them can still be found. */
export const rememberedMs = 24 * 3_600_000;

type Remembered<Result> = Readonly<{ at: number; parameters: string; result: Result | undefined }>;
type KeyedRequest<Result> = Readonly<{
  /** The answer to the first request is stored as an error, and replayed as one. */
  isSpoilt: boolean;
  act: () => Result;
}>;

/** Idempotency keys as processors keep them: for a day, with whatever was answered first, errors included. */
export class RememberedKeys<Result> {
  readonly #services: Pick<BankServices, 'timeline' | 'random'>;
  readonly #known = new Map<string, Remembered<Result>>();
  /** A key that comes with other parameters is refused, as Stripe does; elsewhere it gets the first answer. */
  readonly #comparesParameters: boolean;

  constructor(services: Pick<BankServices, 'timeline' | 'random'>, comparesParameters: boolean) {
    this.#services = services;
    this.#comparesParameters = comparesParameters;
  }

  answer(key: string, parameters: string, { isSpoilt, act }: KeyedRequest<Result>): Result {
    const { timeline, random } = this.#services;
    const known = this.#known.get(key);
    if (known !== undefined && timeline.now() - known.at <= rememberedMs) {
      if (known.result === undefined) throw storedError();
      if (!this.#comparesParameters || known.parameters === parameters) return known.result;
      throw new ProcessorTrouble('contradiction', 'the key was used with other parameters');
    }
    if (!isSpoilt) {
      const result = act();
      this.#known.set(key, { at: timeline.now(), parameters, result });
      return result;
    }
    // The work may have been done or not when it failed.
    if (random.whole(2) === 0) act();
    this.#known.set(key, { at: timeline.now(), parameters, result: undefined });
    throw storedError();
  }
}

const storedError = () => new ProcessorTrouble('unknown', 'the processor answered 500, and will again by this key');
