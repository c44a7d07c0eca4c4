import type { Currency } from '../../src/domain/currency.ts';
import type { CompletedPayment } from '../../src/domain/payment.ts';
import { payment } from './payments.ts';
import type { Random } from './random.ts';
import { refund, refundsOf, reversedRefund } from './stream.ts';

/** The day of all of these payments. */
export const settledOn = '2026-11-21';
const held = { status: 'authorized' } as const;

/** The fee of every second payment was told with the capture. */
export const isFeeTold = (index: number) => index % 2 === 0;

/** Payments as a storm leaves them: captured wholly or partly, refunded in parts, with refunds that came back. */
export function somePayment(index: number, random: Random): CompletedPayment {
  const currency = random.pick(['EUR', 'USD', 'JPY']) as Currency;
  const minor = BigInt(1_000 + random.whole(100_000));
  const reference = `PAY-${index}`;
  const isCaptured = random.whole(4) === 0;
  const outcome = isCaptured ? { ...held, reference } : ({ status: 'completed', reference } as const);
  const at = `${settledOn}T11:${String(index % 60).padStart(2, '0')}:00.000Z`;
  const refunds = Array.from({ length: random.whole(3) }, (_, part) => {
    const made = { id: `r${index}-${part}`, amountMinor: 100n, settledAt: at };
    return random.whole(5) === 0 ? reversedRefund({ ...made, reversedAt: at }) : refund(made);
  });
  const captured = isCaptured ? minor - 300n : minor;
  const fee = { minor: (captured * 29n + 999n) / 1_000n, currency };
  const refundedMinor = refunds.filter(({ status }) => status === 'completed').reduce((sum) => sum + 100n, 0n);
  return payment({
    id: `p${index}`,
    amount: { minor, currency },
    outcome,
    decision: outcome,
    settledAt: at,
    ...(isCaptured ? { closedAt: at, capturedMinor: captured } : {}),
    ...(isFeeTold(index) ? { fee } : {}),
    refunds: refundsOf(...refunds),
    refundedMinor,
  });
}
