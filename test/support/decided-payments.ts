import { orderFingerprint } from '../../src/contracts/orders.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { failureCodes, type Payment, type Refund } from '../../src/domain/payment.ts';
import { methods, type PaymentFields, withoutOptionalFields } from '../../src/domain/payment-fields.ts';
import type { Random } from './random.ts';

/** A payment that is decided, and whether it is the one payment of its order under an id of its own. */
export type DecidedPayment = Readonly<{ payment: Payment; leadsFromOrder: boolean }>;

type State = Pick<Payment, 'status' | 'outcome'> & Readonly<{ captureLater?: boolean; but?: Partial<Payment> }>;

const refunded = ['none', 'partly', 'wholly'] as const;
const hostile = ['=1+2', '+49', '-x', '@SUM(A1)', "'=1", "''@", 'a,b', 'say "no"', 'Ünï ✓', '{"a":1}'] as const;

/** Everything that a decided payment can have become; `open` adds what somebody is still at work on. */
const states = (open: boolean, random: Random): readonly State[] => {
  const reference = `${random.pick(hostile).replaceAll(/[^\x21-\x7e]/g, '')}PAY-${random.hex(8)}`;
  const [completed, authorized] = [
    { status: 'completed', reference },
    { status: 'authorized', reference },
  ] as const;
  return [
    { status: 'completed', outcome: completed },
    { status: 'completed', outcome: authorized, captureLater: true, but: { closing: 'capture', closedAt: later(60) } },
    { status: 'authorized', outcome: authorized, captureLater: true },
    { status: 'cancelled', outcome: authorized, captureLater: true, but: { closing: 'cancel', closedAt: later(70) } },
    ...failureCodes.map((failureCode): State => {
      const paidBy = failureCode === 'trip_already_paid' ? { paidBy: `p-${random.hex(6)}` } : {};
      return { status: 'failed', outcome: { status: 'failed', failureCode, ...paidBy } };
    }),
    ...(open
      ? (['capture', 'cancel'] as const).map(
          (closing): State => ({ status: 'authorized', outcome: authorized, captureLater: true, but: { closing } }),
        )
      : []),
  ];
};

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

function decided(
  index: number,
  { status, outcome, captureLater = false, but = {} }: State,
  random: Random,
  open: boolean,
) {
  const ofOrder = index % 4 === 0;
  const leadsFromOrder = ofOrder && index % 8 === 0;
  const orderId = ofOrder ? `o-${index}` : maybe(random, `o-${random.whole(50)}`);
  const unpaid = outcome?.status === 'failed' && outcome.failureCode === 'amount_not_positive';
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
  const payment: Payment = {
    ...fields,
    id,
    status,
    refundFence: random.whole(3),
    fingerprint: ofOrder ? orderFingerprint(String(orderId), amount) : `-${random.hex(42)}`,
    generation: ofOrder ? random.whole(3) : 0,
    intent: undefined,
    createdAt,
    lease: undefined,
    closing: undefined,
    closingMinor: undefined,
    capturedMinor: undefined,
    closedAt: undefined,
    outcome,
    decision: outcome === undefined || outcome.status === 'pending' ? undefined : outcome,
    dueAt: undefined,
    polls: 0,
    fencing: false,
    expiredAt: undefined,
    settledBy: 'import',
    authorizedAt: undefined,
    settledAt: later(index + 1),
    refundedMinor: 0n,
    refundableMinor: status === 'completed' ? amount.minor : 0n,
    refunds: {},
    ...but,
  };
  return { payment: status === 'completed' ? withRefunds(payment, random, open) : payment, leadsFromOrder };
}

function withRefunds(payment: Payment, random: Random, open: boolean): Payment {
  const goal = random.pick(refunded);
  if (goal === 'none') return payment;
  let now = payment;
  const parts = 1 + random.whole(4);
  for (let part = 0; part < parts; part++) {
    const all = goal === 'wholly' && part === parts - 1;
    now = withRefund(now, all ? now.refundableMinor : now.refundableMinor / 3n, random.whole(5) > 0 || all, random);
  }
  if (goal === 'wholly' || !open) return now;
  const pending: Refund = {
    ...(Object.values(now.refunds)[0] as Refund),
    id: `r-${random.hex(12)}`,
    status: 'processing',
    amountMinor: 1n,
    lease: { owner: 'import', until: 0 },
    settledBy: undefined,
    settledAt: undefined,
    refundedAfterMinor: undefined,
    refundableAfterMinor: undefined,
  };
  return { ...now, refundableMinor: now.refundableMinor - 1n, refunds: { ...now.refunds, [pending.id]: pending } };
}

function withRefund(payment: Payment, amountMinor: bigint, completes: boolean, random: Random): Payment {
  const refundedMinor = payment.refundedMinor + (completes ? amountMinor : 0n);
  const refundableMinor = payment.refundableMinor - (completes ? amountMinor : 0n);
  const refund: Refund = {
    id: `-${random.hex(12)}`,
    status: completes ? 'completed' : 'failed',
    amountMinor,
    fingerprint: `-${random.hex(42)}`,
    reason: maybe(random, ...hostile),
    createdAt: later(100 + random.whole(9_999)),
    lease: undefined,
    answeredAs: undefined,
    reversedAt: undefined,
    attempt: 0,
    keySince: undefined,
    settledBy: 'import',
    settledAt: later(10_100 + random.whole(9_999)),
    refundedAfterMinor: refundedMinor,
    refundableAfterMinor: refundableMinor,
  };
  return { ...payment, refundedMinor, refundableMinor, refunds: { ...payment.refunds, [refund.id]: refund } };
}
