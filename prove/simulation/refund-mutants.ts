import { paymentsTable } from '../../test/support/world.ts';
import type { Mutant, Reach } from './mutant.ts';
import { onCondition, rewriting, withProcessor, withRefunds } from './mutant-tools.ts';
import { rowOf } from './rows.ts';

/** The refundable amount when the command is sent, a moment before it arrives. */
const refundableNow = ({ store }: Reach, id: unknown) =>
  rowOf(store.item(paymentsTable, String(id)))?.refundable_minor ?? 0;

export const refundMutants: readonly Mutant[] = [
  {
    name: 'refund-read-changed-written',
    focus: 'refunds',
    what: 'what is refundable is read, changed in the code and written back',
    ...rewriting('reserve', ({ Key, ExpressionAttributeValues: values = {} }, reach) => {
      const left = refundableNow(reach, Key?.id) - Number(values[':amount']);
      if (left < 0) return {};
      return {
        UpdateExpression: 'SET refunds.#refund = :refund, refundable_minor = :left',
        ConditionExpression: '#status = :completed AND attribute_not_exists(refunds.#refund)',
        ExpressionAttributeValues: { ...values, ':left': left },
      };
    }),
  },
  {
    name: 'refund-cap-in-the-code',
    focus: 'refunds',
    what: 'the code looks whether enough remains, the write does not',
    ...rewriting('reserve', ({ Key, ConditionExpression = '', ExpressionAttributeValues: values = {} }, reach) => {
      if (refundableNow(reach, Key?.id) < Number(values[':amount'])) return {};
      return { ConditionExpression: ConditionExpression.replace(/refundable_minor >?= :amount AND /, '') };
    }),
  },
  {
    name: 'refund-reserved-again',
    focus: 'refunds',
    what: 'a refund that is there is reserved once more',
    ...rewriting('reserve', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace('AND attribute_not_exists(refunds.#refund)', ''),
    })),
  },
  {
    name: 'refused-without-a-fence',
    focus: 'refusals',
    what: 'a refusal is answered and nothing is written, so an earlier reservation may still arrive',
    ...withRefunds(() => ({ refuse: async (seen) => ({ done: true, payment: seen }) })),
  },
  {
    name: 'fence-not-in-the-condition',
    focus: 'refusals',
    what: 'refusals raise the fence, reservations do not ask for it',
    ...rewriting('reserve', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace(
        /AND (attribute_not_exists\(refund_fence\)|refund_fence = :fence) /,
        '',
      ),
    })),
  },
  {
    name: 'archived-without-a-fence',
    focus: 'refunds',
    what: 'a failed refund leaves the item, and a late duplicate of its reservation is made again',
    ...rewriting('reserve', ({ UpdateExpression = '' }) => ({
      UpdateExpression: UpdateExpression.replace(', refund_fence = :raised', ''),
    })),
  },
  {
    name: 'refund-settled-without-the-lease',
    focus: 'refunds',
    what: 'a refund that was taken over may still be settled by the one before',
    ...onCondition('settle a refund', ''),
  },
  {
    name: 'declined-refund-kept',
    focus: 'refunds',
    what: 'what a declined refund reserved is not given back',
    ...rewriting('settle a refund', ({ UpdateExpression = '' }) => ({
      UpdateExpression: UpdateExpression.replace(', refundable_minor = refundable_minor + :amount', ''),
    })),
  },
  {
    name: 'refund-key-per-try',
    focus: 'refunds',
    what: 'every try refunds by a key of its own',
    ...withProcessor((real, { process }) => ({
      refund: (intent, charge, request) =>
        real.refund(intent, charge, { ...request, attempt: 1_000 * request.attempt + process.number }),
    })),
  },
  {
    name: 'refund-key-without-an-attempt',
    focus: 'refunds',
    manners: { openIsLocal: false, storesErrors: 15 },
    what: 'a refund whose key has a stored error is sent by that key for ever',
    ...withProcessor((real) => ({
      refund: (intent, charge, request) => real.refund(intent, charge, { ...request, attempt: 0 }),
    })),
  },
  {
    name: 'refund-key-reused-after-pruning',
    focus: 'refunds',
    manners: { refundsWork: 0, refundsComeBack: 0, storesErrors: 0 },
    what: 'a refund is sent again by its key, however old, and the processor is trusted to know it',
    ...withProcessor((real) => ({
      can: { ...real.can, keysForMs: Number.POSITIVE_INFINITY },
      observeRefund: async () => ({ state: 'absent' }),
    })),
  },
  {
    name: 'refund-resent-without-listing',
    focus: 'refunds',
    what: 'a refund gets its next key although the one before may have been used',
    ...withProcessor(() => ({ observeRefund: async () => ({ state: 'absent' }) })),
  },
  {
    name: 'refund-reversed-twice',
    focus: 'refunds',
    what: 'a refund that came back gives its amount back each time it is looked at',
    ...rewriting('reverse a refund', () => ({ ConditionExpression: 'attribute_exists(id)' })),
  },
  {
    name: 'reversal-not-looked-for',
    focus: 'refunds',
    what: 'nobody looks at a refund again once it has succeeded',
    ...withProcessor((real) => ({ can: { ...real.can, refundsMayComeBack: false } })),
  },
  {
    name: 'refund-time-out-is-a-decline',
    focus: 'refunds',
    what: 'no answer from the processor fails the refund',
    ...withProcessor((real) => ({
      refund: (intent, charge, request) =>
        real.refund(intent, charge, request).catch(() => ({ state: 'failed', raw: 'no answer' }) as const),
    })),
  },
  {
    name: 'all-is-what-was-read',
    focus: 'refusals',
    what: 'a refund of all that remains takes what remained when the payment was read',
    ...rewriting('reserve', ({ ConditionExpression = '' }) => ({
      ConditionExpression: ConditionExpression.replace('refundable_minor = :amount', 'refundable_minor >= :amount'),
    })),
  },
];
