import { Refusal } from '../../src/domain/refusal.ts';
import { refuseCardNumbers } from '../../src/http/card-numbers.ts';
import { logFault } from '../../src/http/invocation.ts';
import { refusalOf, statusOf } from '../../src/http/problems.ts';
import { graphqlError } from './graphql-errors.ts';
import type { CallMetadata, PaymentServiceClient, PaymentView, RequestorPayment } from './payment-service-client.ts';

type PaymentInput = Readonly<{
  amount: string;
  currency: string;
  customer_id?: string | null;
  customerId?: string | null;
  payment_method?: string | null;
  paymentMethod?: string | null;
}>;

/**
 * Resolvers of the root fields of doubles/requestor/schema.ts. Calls `onReplay` if a payment is a replay. They check for
 * card numbers again, although the query text was already checked, because strings in it may contain escapes.
 */
export function resolversFor(service: PaymentServiceClient, metadata: CallMetadata, onReplay: () => void) {
  const payment = ({ paymentId }: Readonly<{ paymentId: string }>) =>
    orError(metadata, async () => {
      refuseCardNumbers({ paymentId });
      return await service.getPayment(paymentId, metadata).catch(nullIfUnknown);
    });

  const createPayment = ({ payload }: Readonly<{ payload: PaymentInput }>) =>
    orError(metadata, async () => {
      refuseCardNumbers(payload);
      const created = await service.createPayment(wantedBy(payload), metadata);
      if (created.replayed) onReplay();
      return created.payment;
    });

  return { payment, createPayment };
}

/**
 * Converts errors to GraphQL errors of the field, so that the results of other fields still reach the client. Logs faults
 * here, because the response as a whole has status 200.
 */
async function orError<Value>({ requestId }: CallMetadata, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const refusal = refusalOf(error);
    if (statusOf(refusal.code) >= 500) logFault(requestId, error);
    throw graphqlError(refusal);
  }
}

function nullIfUnknown(error: unknown): PaymentView | null {
  if (error instanceof Refusal && error.code === 'payment_not_found') return null;
  throw error;
}

function wantedBy(input: PaymentInput): RequestorPayment {
  const customerId = eitherOf(input, 'customer_id', 'customerId');
  if (customerId === undefined) {
    throw new Refusal('field_required', 'customer_id is required', { field: '/payload/customer_id' });
  }
  const paymentMethod = eitherOf(input, 'payment_method', 'paymentMethod') ?? 'card';
  return { amount: input.amount, currency: input.currency, customerId, paymentMethod };
}

/** Reads a field that may be sent under either of two names. Different values are refused rather than guessed at. */
function eitherOf(
  input: PaymentInput,
  snake: 'customer_id' | 'payment_method',
  camel: 'customerId' | 'paymentMethod',
): string | undefined {
  const [one, other] = [input[snake] ?? undefined, input[camel] ?? undefined];
  if (one === undefined || other === undefined || one === other) return one ?? other;
  throw new Refusal('field_invalid', `${snake} and ${camel} differ: send only one of them`, {
    field: `/payload/${snake}`,
  });
}
