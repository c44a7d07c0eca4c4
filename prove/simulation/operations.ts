import { handler as customersCreatePayment } from '../../functions/customers/customers-create-payment.ts';
import { handler as customersGetPayment } from '../../functions/customers/customers-get-payment.ts';
import { handler as customersProcessPayment } from '../../functions/customers/customers-process-payment.ts';
import { handler as createOrderPayment } from '../../functions/orders/create-order-payment.ts';
import { handler as getOrderPayment } from '../../functions/orders/get-order-payment.ts';
import { handler as getPaymentOfOrder } from '../../functions/orders/get-payment-of-order.ts';
import { handler as cancelPayment } from '../../functions/payments/cancel-payment.ts';
import { handler as capturePayment } from '../../functions/payments/capture-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getIdempotencyKey } from '../../functions/payments/get-idempotency-key.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as getReceipt } from '../../functions/payments/get-receipt.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { handler as servicesGetPayment } from '../../functions/services/services-get-payment.ts';
import { handler as servicesRequestPayment } from '../../functions/services/services-request-payment.ts';
import type { Endpoint } from '../../test/support/call.ts';

/** The handlers that clients reach, by what a person calls them. */
export const handlers = {
  'create-order-payment': createOrderPayment,
  'create-payment': createPayment,
  'charge-trip': chargeTrip,
  'refund-payment': refundPayment,
  'capture-payment': capturePayment,
  'cancel-payment': cancelPayment,
  'get-payment': getPayment,
  'get-order-payment': getOrderPayment,
  'get-payment-of-order': getPaymentOfOrder,
  'get-idempotency-key': getIdempotencyKey,
  'get-receipt': getReceipt,
  'services-request-payment': servicesRequestPayment,
  'services-get-payment': servicesGetPayment,
  'customers-create-payment': customersCreatePayment,
  'customers-get-payment': customersGetPayment,
  'customers-process-payment': customersProcessPayment,
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof handlers;

/** The purpose of a request, which decides how its answer is judged. */
export type Purpose = 'create' | 'refund' | 'capture' | 'cancel' | 'read' | 'receipt' | 'key' | 'look-up';

/** One thing that a client wants, as often as it has to ask for it. */
export type Wish = Readonly<{
  operation: EndpointName;
  purpose: Purpose;
  /** `POST /v1/payments`. */
  request: string;
  body?: unknown;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  query?: Readonly<Record<string, string>>;
  /** The order or key that may have one payment at most. */
  identity: string;
  /** The business fields, as far as they make two requests of one identity different. */
  fields: string;
  /** Sent only to the version that knows the new field. */
  hasNewField?: true;
  /** Each request is a payment or refund of its own, whose id only its answer tells: `paymentId` is empty before, or `refundId` absent. */
  isKeyless?: true;
  paymentId: string;
  refundId?: string;
  /** The idempotency key that is sent or looked up. */
  key?: string;
  tripId?: string;
  /** Its client begins so many milliseconds later than others. */
  afterMs?: number;
  /** In minor units, where the client says it. */
  amount?: bigint;
}>;
