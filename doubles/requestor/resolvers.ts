import { Refusal } from '../../src/domain/refusal.ts';
import { refuseCardNumbers } from '../../src/http/card-numbers.ts';
import { logFault } from '../../src/http/invocation.ts';
import { refusalOf, statusOf } from '../../src/http/problems.ts';
import { graphqlError } from './graphql-errors.ts';
import type { Asked, PaymentServiceClient, ShownPayment, WantedPayment } from './payment-service.ts';

type PaymentInput = Readonly<{
  amount: string;
  currency: string;
  customer_id?: string | null;
  customerId?: string | null;
  payment_method?: string | null;
  paymentMethod?: string | null;
}>;

/**
 * What the root fields of doubles/requestor/schema.ts come to. `onReplay` hears of a payment that was there before. The
 * text of the query was looked through for card numbers, but a string in it may be written with escapes: so again here.
 */
export function resolversOn(service: PaymentServiceClient, asked: Asked, onReplay: () => void) {
  const payment = ({ paymentId }: Readonly<{ paymentId: string }>) =>
    orError(asked, async () => {
      refuseCardNumbers({ paymentId });
      return await service.getPayment(paymentId, asked).catch(nullIfUnknown);
    });

  const createPayment = ({ payload }: Readonly<{ payload: PaymentInput }>) =>
    orError(asked, async () => {
      refuseCardNumbers(payload);
      const created = await service.createPayment(wantedBy(payload), asked);
      if (created.replayed) onReplay();
      return created.payment;
    });

  return { payment, createPayment };
}

/** Each field fails by itself, so that what became of the others is told; a fault is logged, as the answer is 200. */
async function orError<Value>({ requestId }: Asked, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (statusOf(refusal.code) >= 500) logFault(requestId, error);
    throw graphqlError(refusal);
  }
}

function nullIfUnknown(error: unknown): ShownPayment | null {
  if (error instanceof Refusal && error.code === 'payment_not_found') return null;
  throw error;
}

function wantedBy(input: PaymentInput): WantedPayment {
  const customerId = eitherOf(input, 'customer_id', 'customerId');
  if (customerId === undefined) {
    throw new Refusal('field_required', 'give customer_id', { field: '/payload/customer_id' });
  }
  const paymentMethod = eitherOf(input, 'payment_method', 'paymentMethod') ?? 'card';
  return { amount: input.amount, currency: input.currency, customerId, paymentMethod };
}

/** What a field says under one of its two names; two that differ are a mistake that must not be guessed at. */
function eitherOf(
  input: PaymentInput,
  snake: 'customer_id' | 'payment_method',
  camel: 'customerId' | 'paymentMethod',
): string | undefined {
  const [one, other] = [input[snake] ?? undefined, input[camel] ?? undefined];
  if (one === undefined || other === undefined || one === other) return one ?? other;
  throw new Refusal('field_invalid', `${snake} and ${camel} differ: give one of them`, { field: `/payload/${snake}` });
}
