import { type Charge, type Intent, type Observation, ProcessorTrouble } from '../../src/processor/port.ts';
import type { Random } from '../../test/support/random.ts';

export type IntentState = Observation['state'];

/** An intent in the processor's own books. */
export type Opened = {
  readonly intent: Intent;
  readonly charge: Charge;
  /** Its own: what becomes of it does not depend on who asks for what in between. */
  readonly random: Random;
  state: IntentState;
  captured: bigint;
  /** Its state before the present one, and until when it may still be read. */
  before?: Readonly<{ state: IntentState; until: number }>;
  /** The last answer to a capture that came from us. */
  capture?: 'refused' | 'answered';
  /** Else an intent that is dead was given up by whoever was to pay it. */
  wasRefused?: boolean;
  /** A worker asked for its money, or let go of it once it was authorized. */
  wasExecuted?: boolean;
  wasVoided?: boolean;
};

/** The part of a request that is compared when its key comes again. */
export const parametersOf = (charge: Charge): string =>
  JSON.stringify(charge, (_name, value) => (typeof value === 'bigint' ? String(value) : value));

export const intentAt = (processor: string, id: string): Intent => ({ processor, account: '', id });

/** The processor withholds 2.9 % of what it captures, at least one minor unit. */
export const feeOf = (captured: bigint): bigint => (captured * 29n + 999n) / 1_000n;

/** An intent as the processor tells of it. */
export function seen({ state, intent, charge, captured, wasRefused }: Opened): Observation {
  const reference = `PAY-${intent.id}`;
  const { currency } = charge.amount;
  switch (state) {
    case 'ready':
    case 'working':
      return { state };
    case 'customer':
      return { state, action: { type: 'redirect', url: `https://bank.example.com/${intent.id}` } };
    case 'authorized':
      return { state, capturable: charge.amount, reference, until: undefined };
    case 'captured':
      return { state, captured: { minor: captured, currency }, reference, fee: { minor: feeOf(captured), currency } };
    case 'dead':
      if (!wasRefused) return { state, code: 'abandoned', raw: 'abandoned' };
      return { state, code: 'card_declined', raw: 'generic_decline' };
    case 'refused':
      return { state, code: 'card_declined', raw: 'generic_decline' };
  }
}

export const wrongState = ({ state }: Opened) => new ProcessorTrouble('wrong_state', `the intent is ${state}`);
