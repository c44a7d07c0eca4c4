import type { Dispute, DisputeStatus, Disputes } from '../../src/domain/dispute.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { type BankEvent, eventIn } from './bank-events.ts';
import type { DisputeNews } from './dispute-desk.ts';
import type { Mutant } from './mutant.ts';
import { rewriting, withPayments, withProcessor } from './mutant-tools.ts';
import type { Process } from './process.ts';

const manners = { openIsLocal: false, works: 0, asksCustomer: 0, refundsWork: 0, disputes: 80, staleReads: 0 };
const stage = { hasEvents: true };

/** The event that an invocation is about. */
const eventOf = new WeakMap<Process, BankEvent>();

/** A dispute's status by the name of an event of it, where the name seems to say one. */
const statusOf: Readonly<Record<DisputeNews, DisputeStatus | undefined>> = {
  created: 'open',
  updated: undefined,
  closed: undefined,
  funds_reinstated: 'won',
};

const withDisputesOf = (payment: Payment | undefined, keep: (one: Dispute) => boolean): Payment | undefined => {
  if (payment === undefined) return undefined;
  const disputes: Disputes = Object.fromEntries(Object.entries(payment.disputes).filter(([, one]) => keep(one)));
  return { ...payment, disputes };
};

/** The ways to be wrong about disputes. */
export const disputeMutants: readonly Mutant[] = [
  {
    name: 'refund-ignores-disputes',
    focus: 'refunds',
    manners,
    stage,
    what: 'a refund is reserved whatever disputes its payment has',
    ...withPayments((real, { process }) =>
      /refund-payment|process-payment/.test(process.name)
        ? { get: async (id) => withDisputesOf(await real.get(id), () => false) }
        : {},
    ),
  },
  {
    name: 'dispute-without-a-fence',
    focus: 'refunds',
    manners,
    stage,
    what: 'recording a dispute raises no fence, so a refund that read the payment before is reserved after it',
    ...rewriting('record disputes', ({ UpdateExpression = '', ExpressionAttributeValues: values = {} }) => {
      const { ':raised': _raised, ...rest } = values;
      return {
        UpdateExpression: UpdateExpression.replace(', refund_fence = :raised', ''),
        ExpressionAttributeValues: rest,
      };
    }),
  },
  {
    name: 'dispute-event-trusted',
    manners,
    stage,
    what: "a dispute's state is taken from the event's name: funds that are reinstated mean that it is won",
    ...withProcessor((real, { process }) => ({
      readEvent: async (received) => {
        const read = await real.readEvent?.(received);
        if (read?.kind === 'hint') eventOf.set(process, eventIn(received.body.toString()));
        return read ?? { kind: 'irrelevant' };
      },
      observeDisputes: async (...all) => {
        const { dispute, news = 'updated' } = eventOf.get(process) ?? {};
        if (dispute === undefined) return (await real.observeDisputes?.(...all)) ?? [];
        return [{ ...dispute, status: statusOf[news] ?? dispute.status }];
      },
    })),
  },
  {
    name: 'closed-dispute-goes-back',
    manners: { ...manners, staleReads: 60 },
    stage,
    what: 'what is read last is written, so that a read that lags opens a dispute again that is closed',
    ...withPayments((real) => ({
      get: async (id) => withDisputesOf(await real.get(id), ({ status }) => status === 'inquiry' || status === 'open'),
    })),
  },
  {
    name: 'disputes-only-pushed',
    manners,
    stage: { hasEvents: false },
    what: 'the list of events is not read, so that a dispute whose events never come stays unknown',
    ...withProcessor(() => ({ listEvents: undefined })),
  },
];
