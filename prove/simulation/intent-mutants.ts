import type { FailedPayment, Payment, ProcessingPayment } from '../../src/domain/payment.ts';
import { anotherStage } from './another-stage.ts';
import type { Mutant } from './mutant.ts';
import { rewriting, withHoldersReadAs, withPayments, withProcessor, withProcessors } from './mutant-tools.ts';

/** A processor that is asked for each intent. */
const openIsLocal = false;

/** The ways to break the protocol of intents: open, claim, execute, fence, settle. */
export const intentMutants: readonly Mutant[] = [
  {
    name: 'claim-without-the-intent',
    manners: { openIsLocal },
    what: 'a payment is claimed, and which intent is its own is remembered by the function alone',
    ...withPayments((real) => {
      const without =
        <Begun extends ProcessingPayment | FailedPayment>(write: (payment: Begun) => Promise<Payment | undefined>) =>
        async (payment: Begun) => {
          const item = { ...payment, intent: undefined };
          const stored = await write(item);
          return stored === item ? payment : stored;
        };
      return { begin: without(real.begin), beginAgain: without(real.beginAgain) };
    }),
  },
  {
    name: 'open-key-without-the-body',
    focus: 'orders',
    manners: { openIsLocal, forgetsOpenKeys: false, comparesParameters: false },
    what: 'an intent is opened by a key that leaves out what is asked for, so that a changed retry gets the first amount',
    ...withProcessor((real) => ({
      open: (key, charge) => real.open(key.replace(/^(pay:[^:]*:\d+):[^:]*/, '$1'), charge),
    })),
  },
  {
    name: 'open-key-without-the-stage',
    manners: { openIsLocal, forgetsOpenKeys: false, sharesAccount: 60 },
    what: 'stages that share an account at the processor open their intents by the same keys',
    ...withProcessors(() => ({ keySpace: anotherStage })),
  },
  {
    name: 'open-key-without-a-try',
    manners: { openIsLocal, forgetsOpenKeys: false, storesErrors: 15 },
    what: 'a key whose answer is a stored error is used again',
    ...withProcessor((real) => ({ open: (key, charge) => real.open(key.split(':').slice(0, 4).join(':'), charge) })),
  },
  {
    name: 'pending-fence-not-marked',
    focus: 'holds',
    manners: { openIsLocal, asksCustomer: 60, paysWhenLookedAt: 60 },
    what: 'a pending intent is fenced without a mark, so that another worker may keep the authorization that the fence lets go',
    ...withPayments(() => ({ beginFencing: async (seen) => ({ ...seen, fencing: true }) })),
  },
  {
    name: 'processing-fence-not-marked',
    focus: 'holds',
    manners: { openIsLocal, asksCustomer: 0, customerPays: 100, works: 0 },
    what: 'a refused intent is fenced without a mark, and the fence arrives once a retry has kept an authorization',
    ...withPayments(() => ({ markFencing: async () => true })),
  },
  {
    name: 'decided-whatever-the-intent',
    focus: 'declines',
    manners: { openIsLocal, works: 60 },
    what: 'a pending payment is decided by what was seen of an earlier intent',
    ...rewriting('decide', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace('AND generation = :generation AND intent.id = :intent', ''),
    })),
  },
  {
    name: 'authorized-without-a-due-time',
    focus: 'holds',
    manners: { openIsLocal, authorizedForMs: 120_000 },
    what: 'nobody looks whether an authorization still stands',
    ...withProcessor((real) => ({ can: { ...real.can, authorizationsLapse: false } })),
  },
  {
    name: 'hold-released-while-pending',
    focus: 'trips',
    manners: { openIsLocal, works: 40 },
    what: 'a trip is free for others while its payment waits',
    ...withHoldersReadAs((payment) => {
      if (payment.status !== 'pending') return payment;
      const decision = { status: 'failed', failureCode: 'abandoned' } as const;
      const settledAt = payment.createdAt;
      const notPending = { pendingSince: undefined, dueAt: undefined, polls: undefined, fencing: undefined };
      return { ...payment, ...notPending, status: 'failed', decision, settledAt };
    }),
  },
];
