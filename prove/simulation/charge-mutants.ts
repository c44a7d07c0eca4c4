import type { Payment } from '../../src/domain/payment.ts';
import type { Observation } from '../../src/processor/port.ts';
import { settled } from '../../test/support/payments.ts';
import type { Mutant } from './mutant.ts';
import { onCondition, withoutCondition, withPayments, withProcessor } from './mutant-tools.ts';
import type { SimulatedStore } from './store.ts';

const isFirm = ({ state }: Observation): boolean => state === 'captured' || state === 'authorized' || state === 'dead';

const taken = new WeakMap<SimulatedStore, Set<string>>();

/** Intents of a run whose execution was answered, and firm. */
function takenIn(store: SimulatedStore): Set<string> {
  const known = taken.get(store) ?? new Set();
  taken.set(store, known);
  return known;
}

export const chargeMutants: readonly Mutant[] = [
  {
    name: 'claim-without-condition',
    what: 'the payment is put, whoever was first',
    ...withoutCondition('begin'),
  },
  {
    name: 'conflict-swallowed',
    what: 'a claim that failed counts as ours',
    ...withPayments((real) => ({
      begin: async (payment) => {
        await real.begin(payment);
        return payment;
      },
    })),
  },
  {
    name: 'random-payment-id',
    what: 'every try has a payment of its own',
    ...withPayments((real, _reach, io) => ({ begin: (payment) => real.begin({ ...payment, id: io.newId() }) })),
  },
  {
    name: 'no-fingerprint',
    what: 'a key is recognised, whatever it was used for',
    ...withPayments((real) => ({
      begin: async (payment) => {
        const stored = await real.begin(payment);
        return stored && { ...stored, fingerprint: payment.fingerprint };
      },
    })),
  },
  {
    name: 'positional-fingerprint',
    what: 'the next version hashes its new field by position, so that it knows no key of before',
    hashing: 'by position',
  },
  { name: 'settle-without-condition', what: 'whoever settles last is right', ...withoutCondition('settle') },
  {
    name: 'settle-without-the-lease',
    focus: 'declines',
    what: 'a run that was taken over may still settle',
    ...onCondition('settle', '#status = :processing'),
  },
  {
    name: 'begin-again-without-condition',
    focus: 'orders',
    what: 'an order is begun again over whatever it has by now',
    ...withoutCondition('begin again'),
  },
  {
    name: 'answer-before-the-write',
    what: 'the client is told before it is written',
    ...withPayments(() => ({
      settle: async (payment, owner, outcome, { at }) => settled(payment, outcome, owner, at),
    })),
  },
  {
    name: 'clock-in-the-answer',
    what: 'a replay says when it was asked for',
    ...withPayments((real, _reach, io) => ({
      begin: async (payment) => {
        const stored = await real.begin(payment);
        return stored?.status === 'completed' ? { ...stored, settledAt: new Date(io.now()).toISOString() } : stored;
      },
    })),
  },
  {
    name: 'execute-unclaimed',
    what: 'every try executes an intent of its own, whatever is stored',
    ...withProcessor((real, { process }) => ({
      execute: async (_intent, charge) => {
        const own = await real.open(`own:${charge.paymentId}:${process.name}`, charge);
        return real.execute(own, charge);
      },
    })),
  },
  {
    name: 'intent-of-an-older-generation',
    focus: 'declines',
    what: 'an order that failed is tried again with the intent that failed',
    ...withProcessor((real) => ({
      open: (key, charge) => real.open(key.replace(/^(pay:[^:]*):\d+/, '$1:0'), { ...charge, generation: 0 }),
    })),
  },
  {
    name: 'time-out-is-a-decline',
    what: 'no answer from the processor fails the payment',
    ...withProcessor((real) => ({
      execute: (intent, charge) =>
        real
          .execute(intent, charge)
          .catch(() => ({ state: 'dead', code: 'card_declined', raw: 'card_declined' }) as const),
    })),
  },
  {
    name: 'fence-believed-unsent',
    what: 'an intent is taken for dead without having been fenced',
    ...withProcessor(() => ({ fence: async () => ({ state: 'dead', code: 'abandoned', raw: 'abandoned' }) })),
  },
  {
    name: 'waiting-is-unpaid',
    what: 'a payment that its processor still works on is failed when it is polled',
    ...withProcessor((real) => ({
      observe: async (intent, charge) => {
        const seen = await real.observe(intent, charge);
        return seen.state === 'working' ? { state: 'dead', code: 'abandoned', raw: 'abandoned' } : seen;
      },
    })),
  },
  {
    name: 'stale-reads-are-believed',
    manners: { openIsLocal: false, staleIntents: 60 },
    what: 'an intent that is read as it was before its money was taken counts as one that can never be paid',
    ...withProcessor((real, { store }) => ({
      execute: async (intent, charge) => {
        const seen = await real.execute(intent, charge);
        if (isFirm(seen)) takenIn(store).add(intent.id);
        return seen;
      },
      observe: async (intent, charge) => {
        const seen = await real.observe(intent, charge);
        const isStale = !isFirm(seen) && takenIn(store).has(intent.id);
        return isStale ? { state: 'dead', code: 'abandoned', raw: 'abandoned' } : seen;
      },
    })),
  },
  {
    name: 'failed-without-fence',
    what: 'a refused intent fails the payment, and is left open',
    ...withProcessor((real) => {
      const dead = (seen: Observation): Observation => (seen.state === 'refused' ? { ...seen, state: 'dead' } : seen);
      return {
        execute: async (intent, charge) => dead(await real.execute(intent, charge)),
        observe: async (intent, charge) => dead(await real.observe(intent, charge)),
      };
    }),
  },
  {
    name: 'keyless-payment-finished',
    focus: 'keys',
    what: 'the sweeper charges a payment without a key, whose client was told to look it up, and may have made another',
    ...withPayments((real) => {
      const withKey = (payment: Payment | undefined) => payment && { ...payment, keyless: false };
      return {
        get: async (id) => withKey(await real.get(id)),
        takeOver: async (id, owner, lease) => withKey(await real.takeOver(id, owner, lease)),
      };
    }),
  },
];
