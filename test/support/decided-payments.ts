import { orderFingerprint } from '../../src/contracts/orders.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { disputeStatuses } from '../../src/domain/dispute.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { type Decision, type FailureCode, failureCodes } from '../../src/domain/outcome.ts';
import type { CompletedPayment, Payment } from '../../src/domain/payment.ts';
import { methods, type PaymentFields, withoutOptionalFields } from '../../src/domain/payment-fields.ts';
import { dispute, disputesOf } from './disputes.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment } from './payments.ts';
import type { Random } from './random.ts';
import { failedRefund, pendingRefund, processingRefund, refund, reversedRefund } from './stream.ts';

/** A payment that is decided, and whether it is the one payment of its order under an id of its own. */
export type DecidedPayment = Readonly<{ payment: Payment; leadsFromOrder: boolean }>;

/** Fields of decided payments in every state, and the time of their settlement. */
type Common = PaymentFields &
  Pick<Payment, 'id' | 'fingerprint' | 'generation' | 'intent' | 'createdAt' | 'refundFence'> &
  Readonly<{ settledBy: 'import'; settledAt: string }>;
type State = Readonly<{
  captureLater?: boolean;
  failureCode?: FailureCode;
  make: (common: Common) => Payment;
}>;

const refunded = ['none', 'partly', 'wholly'] as const;
const hostile = ['=1+2', '+49', '-x', '@SUM(A1)', "'=1", "''@", 'a,b', 'say "no"', 'Ünï ✓', '{"a":1}'] as const;

/** Everything that a decided payment can have become; `open` adds what somebody is still at work on. */
const states = (open: boolean, random: Random): readonly State[] => {
  const reference = `${random.pick(hostile).replaceAll(/[^\x21-\x7e]/g, '')}PAY-${random.hex(8)}`;
  const decisionOf = <Decided extends Decision>(decision: Decided) => ({ outcome: decision, decision });
  const charged = decisionOf({ status: 'completed', reference });
  const held = decisionOf({ status: 'authorized', reference });
  const whole = ({ amount }: Common) => ({ refundableMinor: amount.minor });
  return [
    { make: (common) => payment({ ...common, ...charged, ...whole(common) }) },
    {
      make: (common) => {
        const fee = { minor: BigInt(random.whole(900)), currency: 'EUR' as string as Currency };
        const disputes = disputesOf(
          dispute(random.pick(disputeStatuses)),
          dispute('won', { id: 'd2', reason: undefined }),
        );
        return payment({ ...common, ...charged, ...whole(common), fee, disputes });
      },
    },
    {
      captureLater: true,
      make: (common) => payment({ ...common, ...held, ...whole(common), closing: 'capture', closedAt: later(60) }),
    },
    {
      captureLater: true,
      make: (common) => {
        const capturedMinor = common.amount.minor / 2n;
        const captured = {
          capturedMinor,
          refundableMinor: capturedMinor,
          closing: 'capture',
          closedAt: later(60),
        } as const;
        return payment({ ...common, ...held, ...captured });
      },
    },
    ...[
      undefined,
      { type: 'in_app' } as const,
      { type: 'redirect', url: 'https://shop.example.com/back?a=1' } as const,
    ].map((action): State => {
      const waited = { outcome: { status: 'pending', action }, decision: charged.decision } as const;
      return { make: (common) => payment({ ...common, ...waited, ...whole(common) }) };
    }),
    { captureLater: true, make: (common) => authorizedPayment({ ...common, ...held }) },
    {
      captureLater: true,
      make: (common) => cancelledPayment({ ...common, ...held, closing: 'cancel', closedAt: later(70) }),
    },
    ...endedElsewhere.map(
      (ended): State => ({ captureLater: true, make: (common) => cancelledPayment({ ...common, ...held, ...ended }) }),
    ),
    ...([undefined, 'cancel'] as const).map(
      (closing): State => ({
        captureLater: true,
        make: (common) => payment({ ...common, ...held, ...whole(common), closing, closedAt: later(80) }),
      }),
    ),
    { captureLater: true, make: (common) => payment({ ...common, ...charged, ...whole(common) }) },
    ...failureCodes.map((failureCode): State => {
      const paidBy = failureCode.endsWith('_already_paid') ? { paidBy: `p-${random.hex(6)}` } : {};
      const failure = decisionOf({ status: 'failed', failureCode, ...paidBy });
      return { failureCode, make: (common) => failedPayment({ ...common, ...failure }) };
    }),
    ...(open
      ? (['capture', 'cancel'] as const).map(
          (closing): State => ({
            captureLater: true,
            make: (common) =>
              authorizedPayment({
                ...common,
                ...held,
                closing,
                closingMinor: closing === 'capture' ? common.amount.minor / 2n : undefined,
              }),
          }),
        )
      : []),
  ];
};

/** Authorizations that a request did not end, or not as it was to. */
const endedElsewhere = [
  { closing: undefined, closedAt: '2026-03-08T08:00:00.000Z', expiredAt: '2026-03-08T08:00:00.000Z' },
  { closing: 'capture', closedAt: '2026-03-08T08:00:00.000Z', expiredAt: '2026-03-08T08:00:00.000Z' },
  { closing: 'capture', closedAt: '2026-03-08T08:00:00.000Z' },
] as const;

/** One of the values, or none. */
const maybe = <Value>(random: Random, ...values: readonly Value[]): Value | undefined =>
  random.whole(values.length + 1) === 0 ? undefined : random.pick(values);

const first = Date.parse('2026-03-01T08:00:00.000Z');
const later = (seconds: number) => new Date(first + 1_000 * seconds).toISOString();

/** So many payments in every state, of orders, trips and keys, the same for the same random values. */
export function decidedPayments(count: number, random: Random, { open = false } = {}): DecidedPayment[] {
  return Array.from({ length: count }, (_, index) => {
    const all = states(open, random);
    return decided(index, all[index % all.length] as State, random, open);
  });
}

function decided(index: number, { captureLater = false, failureCode, make }: State, random: Random, open: boolean) {
  const ofOrder = index % 4 === 0;
  const leadsFromOrder = ofOrder && index % 8 === 0;
  const orderId = ofOrder ? `o-${index}` : maybe(random, `o-${random.whole(50)}`);
  const unpaid = failureCode === 'amount_not_positive';
  const currency = random.pick(['USD', 'EUR', 'JPY', 'KWD'] as const) as string as Currency;
  const amount = { minor: unpaid ? -BigInt(random.whole(900)) : BigInt(1_000 + random.whole(9_000_000)), currency };
  const id = ofOrder && !leadsFromOrder ? paymentIdOfOrder(String(orderId)) : `${random.pick(['', '-', 'p_'])}${index}`;
  const createdAt = later(index);
  const fields: PaymentFields = {
    ...withoutOptionalFields,
    amount,
    method: random.pick(methods),
    paymentMethod: maybe(random, 'pm_slow', '-pm'),
    orderId,
    tripId: maybe(random, `t-${index}`),
    riderId: maybe(random, `${index}`),
    driverId: maybe(random, '00007'),
    customerId: maybe(random, '-c'),
    metadata: maybe(random, {}, { zebra: random.pick(hostile), apple: 'line\nbreak', '=x': '' }),
    captureLater,
    idempotencyKey: maybe(random, `@key ${index}, "quoted"`),
  };
  const made = make({
    ...fields,
    id,
    refundFence: random.whole(3),
    fingerprint: ofOrder ? orderFingerprint(String(orderId), amount) : `-${random.hex(42)}`,
    generation: ofOrder ? random.whole(3) : 0,
    intent: undefined,
    createdAt,
    settledBy: 'import',
    settledAt: later(index + 1),
  });
  return { payment: made.status === 'completed' ? withRefunds(made, random, open) : made, leadsFromOrder };
}

function withRefunds(payment: CompletedPayment, random: Random, open: boolean): Payment {
  const goal = random.pick(refunded);
  if (goal === 'none') return payment;
  let now = payment;
  const parts = 1 + random.whole(4);
  for (let part = 0; part < parts; part++) {
    const all = goal === 'wholly' && part === parts - 1;
    now = withRefund(now, all ? now.refundableMinor : now.refundableMinor / 3n, random.whole(5) > 0 || all, random);
  }
  // More declined ones than stay in the item.
  for (let part = random.whole(40) === 0 ? 25 : 0; part > 0; part--) now = withRefund(now, 1n, false, random);
  if (goal === 'wholly') return now;
  now = random.whole(3) === 0 ? withWaiting(now, random) : now;
  if (!open) return now;
  const reserved = processingRefund({
    id: `r-${random.hex(12)}`,
    amountMinor: 1n,
    fingerprint: `-${random.hex(42)}`,
    reason: maybe(random, ...hostile),
    createdAt: later(100 + random.whole(9_999)),
    lease: { owner: 'import', until: 0 },
  });
  return {
    ...now,
    refundableMinor: now.refundableMinor - 1n,
    refunds: { ...now.refunds, [reserved.id]: reserved },
  };
}

/** A refund that its processor works on, and one that came back. */
function withWaiting(payment: CompletedPayment, random: Random): CompletedPayment {
  const common = () => ({
    id: `w-${random.hex(12)}`,
    amountMinor: 2n,
    fingerprint: random.hex(42),
    createdAt: later(100 + random.whole(9_999)),
    settledBy: 'import',
    attempt: random.whole(2),
  });
  const waiting = pendingRefund(common());
  const answeredAs = random.whole(2) === 0 ? ('pending' as const) : undefined;
  const returned = { answeredAs, reversedAt: later(30_000) };
  const back = reversedRefund({ ...common(), ...returned, settledAt: later(20_000) });
  return {
    ...payment,
    refundableMinor: payment.refundableMinor - waiting.amountMinor,
    refunds: { ...payment.refunds, [waiting.id]: waiting, [back.id]: back },
  };
}

function withRefund(
  payment: CompletedPayment,
  amountMinor: bigint,
  completes: boolean,
  random: Random,
): CompletedPayment {
  const refundedMinor = payment.refundedMinor + (completes ? amountMinor : 0n);
  const refundableMinor = payment.refundableMinor - (completes ? amountMinor : 0n);
  const settled = {
    id: `-${random.hex(12)}`,
    amountMinor,
    fingerprint: `-${random.hex(42)}`,
    reason: maybe(random, ...hostile),
    createdAt: later(100 + random.whole(9_999)),
    settledBy: 'import',
    settledAt: later(10_100 + random.whole(9_999)),
    refundedAfterMinor: refundedMinor,
    refundableAfterMinor: refundableMinor,
  };
  const made = completes ? refund(settled) : failedRefund(settled);
  return { ...payment, refundedMinor, refundableMinor, refunds: { ...payment.refunds, [made.id]: made } };
}
