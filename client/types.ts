import type { Amount, MinorUnitsOf } from './amounts.ts';
import type { Exact } from './exact-json.ts';
import type { components, operations } from './generated/openapi.ts';

type Schemas = components['schemas'];
type Query<Operation extends keyof operations> = Readonly<NonNullable<operations[Operation]['parameters']['query']>>;

// Numbers in answers are strings with the same digits.
export type Payment = Exact<Schemas['Payment']>;
/** A payment in a list, without its metadata. */
export type ListedPayment = Exact<Schemas['Payments']>['payments'][number];
export type Refund = Exact<Schemas['Refund']>;
export type DeclinedRefund = Exact<Schemas['DeclinedRefund']>;
export type RefundNow = Exact<Schemas['RefundNow']>;
export type PaymentEvent = Exact<Schemas['PaymentEvent']>;
/** An event of a payment, or about webhooks: its `type` tells which. */
export type ServiceEvent = Exact<Schemas['Event']>;
export type Timeline = Exact<Schemas['Timeline']>;
/** The fate of the request with an idempotency key. */
export type KeyFate = Exact<Schemas['IdempotencyKey']>;
export type Problem = Exact<Schemas['Problem']>;

export type PaymentRequest = Readonly<
  Omit<Schemas['PaymentRequest'], 'amount' | 'currency' | 'idempotency_key'> & {
    amount: Amount;
    /** ISO 4217 code; USD, if left out. Any text compiles, because programs read it from their data. */
    currency?: Schemas['Currency'] | (string & Record<never, never>);
  }
>;
/** An amount of a payment. The service refuses it with `currency_mismatch` if the payment is in another currency. */
type PartOfPayment = Readonly<{ amount?: string; currency?: string } | { amount: MinorUnitsOf; currency?: never }>;
/** Without an amount, all of it is captured. */
export type CaptureRequest = PartOfPayment;
/** Without an amount, all that remains is refunded. */
export type RefundRequest = PartOfPayment & Readonly<{ reason?: string }>;

export type PaymentFilters = Omit<Query<'listPayments'>, 'cursor' | 'offset'>;
export type EventFilters = Omit<Query<'listEvents'>, 'cursor'>;
