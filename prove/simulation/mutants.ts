import { GetItem } from '../../src/runtime/operations.ts';
import { settled } from '../../test/support/payments.ts';
import { chargeMutants } from './charge-mutants.ts';
import { clientMutants } from './client-mutants.ts';
import { closingMutants } from './closing-mutants.ts';
import { disputeMutants } from './dispute-mutants.ts';
import { eventMutants } from './event-mutants.ts';
import { externalRefundMutants } from './external-refund-mutants.ts';
import { intentMutants } from './intent-mutants.ts';
import { keyMutants } from './key-mutants.ts';
import { keyUseMutants } from './key-use-mutants.ts';
import { ledgerMutants } from './ledger-mutants.ts';
import { lifeMutants } from './life-mutants.ts';
import type { Mutant } from './mutant.ts';
import {
  rewriting,
  withEventRecords,
  withHoldersReadAs,
  withoutCondition,
  withoutEventConditions,
  withPaymentSteps,
  withPayments,
} from './mutant-tools.ts';
import { refundMutants } from './refund-mutants.ts';
import { toldMutants } from './told-mutants.ts';
import { webhookMutants } from './webhook-mutants.ts';

const tripMutants: readonly Mutant[] = [
  {
    name: 'hold-without-condition',
    focus: 'trips',
    what: 'a trip is taken from whoever holds it',
    ...withoutCondition('hold'),
  },
  {
    name: 'no-hold',
    focus: 'trips',
    what: 'nobody asks whether the trip has a payment',
    ...withPayments(() => ({ hold: async (_held, { id }) => id })),
  },
  {
    name: 'refused-hold-is-final',
    focus: 'trips',
    what: 'a trip that is being paid counts as paid',
    ...withHoldersReadAs((payment) =>
      payment.status === 'processing'
        ? settled(payment, { status: 'completed', reference: 'PAY' }, '', payment.createdAt)
        : payment,
    ),
  },
  {
    name: 'sweeper-begins-charges',
    focus: 'trips',
    what: 'the sweeper finishes payments that do not hold their trip',
    ...withPayments((real, { process }) => {
      if (!process.name.endsWith('sweep-payments')) return {};
      let last: string | undefined;
      return {
        get: (id) => {
          last = id;
          return real.get(id);
        },
        holder: async () => last,
        hold: async (_held, { id }) => id,
      };
    }),
  },
];

const orderMutants: readonly Mutant[] = [
  {
    name: 'no-order-hold',
    focus: 'guarded',
    what: 'nobody asks whether a guarded order has a payment',
    ...withPayments((real) => ({
      hold: async (held, payment, free) => (held.kind === 'order' ? payment.id : real.hold(held, payment, free)),
    })),
  },
  {
    name: 'order-hold-without-generation',
    focus: 'guarded',
    what: 'an order is taken from a payment that failed, although that one was begun again since',
    ...rewriting('hold', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace('AND generation <= :freeGeneration', ''),
    })),
  },
];

const streamMutants: readonly Mutant[] = [
  { name: 'events-without-conditions', what: 'a record that is told again counts again', ...withoutEventConditions },
  {
    name: 'batch-repeated-from-its-end',
    what: 'a batch of the stream that failed is repeated from its last record on, and those before it count as done',
    streamAnswer: ({ batchItemFailures }, { Records }) => ({
      batchItemFailures: batchItemFailures.map(() => ({
        itemIdentifier: Records.at(-1)?.dynamodb?.SequenceNumber ?? '',
      })),
    }),
  },
  {
    name: 'event-in-a-second-write',
    what: 'an event is recorded outside the transaction that counts it',
    ...withEventRecords((real) => ({
      record: async (events, raised) => {
        const counted = await real.record([], raised);
        return counted === 'done' ? real.record(events, new Map()) : counted;
      },
    })),
  },
  {
    name: 'take-over-not-recorded',
    what: 'the timeline has no take-overs',
    ...withPaymentSteps((real) => ({
      keep: async (step) => (step.type.endsWith('.taken_over') ? undefined : real.keep(step)),
    })),
  },
  {
    name: 'timeline-by-the-clock',
    what: 'the timeline is in the order of instants, which the clocks of several workers gave',
    ...withEventRecords((real) => ({
      record: (events, raised) =>
        real.record(
          events.map(({ order: _order, ...event }) => event),
          raised,
        ),
    })),
  },
  {
    name: 'event-dated-by-the-worker',
    what: 'an event is dated by the clock of the worker that records it',
    ...withEventRecords((real, { timeline }) => ({
      record: (events, raised) => {
        const at = new Date(timeline.now()).toISOString();
        return real.record(
          events.map((event) => ({ ...event, at })),
          raised,
        );
      },
    })),
  },
];

const storeMutants: readonly Mutant[] = [
  {
    name: 'reads-that-may-be-old',
    what: 'payments are read without asking for a consistent read',
    rewrite: (operation, { random }) =>
      operation instanceof GetItem && random.whole(3) === 0
        ? new GetItem({ ...operation.input, ConsistentRead: false })
        : operation,
  },
  {
    name: 'reserve-whatever-the-status',
    what: 'a refund is reserved from a payment that is not completed',
    ...rewriting('reserve', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace('#status = :completed AND', '').replace(
        'refundable_minor >= :amount AND',
        '',
      ),
    })),
  },
];

/** Every way to write this service wrongly that is tried. Each must be found out. */
export const mutants: readonly Mutant[] = [
  ...chargeMutants,
  ...intentMutants,
  ...eventMutants,
  ...webhookMutants,
  ...disputeMutants,
  ...keyMutants,
  ...tripMutants,
  ...orderMutants,
  ...refundMutants,
  ...externalRefundMutants,
  ...keyUseMutants,
  ...closingMutants,
  ...lifeMutants,
  ...streamMutants,
  ...ledgerMutants,
  ...storeMutants,
  ...toldMutants,
  ...clientMutants,
];
