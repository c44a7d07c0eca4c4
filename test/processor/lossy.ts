import type { Io } from '../../src/runtime/io.ts';
import { seeded } from '../support/random.ts';

type Call = Io['call'];

/** One worker's attempt to charge a payment. Resolves with whether the payment is decided; throws when it is cut off. */
export type Attempt = (
  paymentId: string,
  worker: Readonly<{ call: Call /** Throws if the worker is killed here. */; mayDie: () => void }>,
) => Promise<boolean>;

export type Losses = Readonly<{
  payments: number;
  seed: number;
  /** Shares of all, from 0 to 1. */
  requests: number;
  answers: number;
  deaths: number;
  /** Share of attempts with a second worker beside the first, as when a lease ran out. */
  secondWorkers: number;
}>;

/** The losses that docs/processors.md gives results for. */
export const losses = { requests: 0.15, answers: 0.25, deaths: 0.1, secondWorkers: 0.3 } as const;

const mostAttempts = 8;

/**
 * Charges payments one after another while requests and answers are lost and workers are killed; each payment is tried until
 * it is decided, and at last by one worker whom nothing befalls. The seed decides the losses, but not how two workers interleave.
 */
export async function chargeUnderLosses(charge: Attempt, call: Call, losses: Losses) {
  const random = seeded(losses.seed);
  const happens = (share: number) => random.whole(1_000) < share * 1_000;
  const befell = { requests: 0, answers: 0, deaths: 0, attempts: 0 };
  const undecided: string[] = [];

  const lossy: Call = async (url, request) => {
    if (happens(losses.requests)) {
      befell.requests++;
      throw lost('the request');
    }
    const answer = await call(url, request);
    if (!happens(losses.answers)) return answer;
    befell.answers++;
    throw lost('the answer');
  };
  const mayDie = () => {
    if (!happens(losses.deaths)) return;
    befell.deaths++;
    throw new Error('the worker was killed');
  };
  const attempt = (id: string) => {
    befell.attempts++;
    return charge(id, { call: lossy, mayDie }).catch(() => false);
  };

  for (let number = 0; number < losses.payments; number++) {
    const id = `payment-${losses.seed}-${number}`;
    let isDecided = false;
    for (let times = 0; times < mostAttempts && !isDecided; times++) {
      const workers = happens(losses.secondWorkers) ? [attempt(id), attempt(id)] : [attempt(id)];
      isDecided = (await Promise.all(workers)).includes(true);
    }
    isDecided ||= await charge(id, { call, mayDie: () => undefined });
    if (!isDecided) undecided.push(id);
  }
  return { ...befell, undecided };
}

const lost = (what: string): Error => Object.assign(new Error(`${what} was lost`), { code: 'ETIMEDOUT' });
