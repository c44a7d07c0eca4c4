import type { paymentsV1, paymentV1 } from '../../generated/messages.ts';
import type { MessageOf } from '../../src/contracts/message.ts';
import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { RpcCode } from '../../src/rpc/codes.ts';
import { examples } from './examples.ts';

type Responses = {
  [Name in keyof typeof paymentV1 as `payment.v1.PaymentService/${Name}`]: MessageOf<
    (typeof paymentV1)[Name]['output']
  >;
} & {
  [Name in keyof typeof paymentsV1 as `payments.v1.PaymentService/${Name}`]: MessageOf<
    (typeof paymentsV1)[Name]['output']
  >;
};

export type RpcSample<Response = unknown> = Readonly<{
  required: readonly string[];
  example: Readonly<Record<string, unknown>>;
  response: Response;
  keyed?: boolean;
  /** Refusals besides those of every RPC. test/openapi/refusals.test.ts provokes every one. */
  refusals: readonly RefusalCode[];
  /** Overrides of `rpcCodes` for this contract. */
  codes?: Readonly<Partial<Record<RefusalCode, RpcCode>>>;
}>;

const creation = [
  'amount_not_positive',
  'amount_too_large',
  'currency_invalid',
  'field_required',
  'id_invalid',
  'idempotency_key_in_use',
  'idempotency_key_invalid',
  'idempotency_key_repeated',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

/** Facts about a method that the protos lack: required fields, errors, and a request that works with the seed data. */
export const samples: Readonly<{ [Name in keyof Responses]: RpcSample<Responses[Name]> }> = {
  'payment.v1.PaymentService/CreatePayment': {
    required: ['amount', 'customer_id'],
    example: { amount: '25.00', currency: 'USD', customer_id: 'customer-7', payment_method: 'card' },
    response: examples.createdCustomerPayment,
    keyed: true,
    refusals: [
      ...creation,
      'amount_format',
      'amount_precision',
      'amount_required',
      'field_invalid',
      'idempotency_key_mismatch',
      'processor_unavailable',
    ],
  },
  'payment.v1.PaymentService/GetPayment': {
    required: ['payment_id'],
    example: { payment_id: '1' },
    response: examples.customerPayment,
    refusals: ['field_invalid', 'field_required', 'payment_not_found'],
  },
  'payment.v1.PaymentService/ProcessPayment': {
    required: ['payment_id'],
    example: { payment_id: '1', action: 'capture' },
    response: examples.processedPayment,
    keyed: true,
    refusals: [
      'concurrent_update',
      'field_invalid',
      'field_required',
      'idempotency_key_in_use',
      'idempotency_key_invalid',
      'idempotency_key_mismatch',
      'idempotency_key_repeated',
      'idempotency_key_reused',
      'payment_disputed',
      'payment_not_found',
      'payment_not_refundable',
      'payment_taken_elsewhere',
      'processor_unavailable',
      'wrong_state',
    ],
  },
  'payment.v1.PaymentService/HealthCheck': {
    required: [],
    example: {},
    response: { status: 'SERVING', version: '0.1.0' },
    refusals: [],
  },
  'payments.v1.PaymentService/RequestPayment': {
    required: ['amount_minor', 'currency', 'order_id', 'idempotency_key'],
    example: { amount_minor: '1250', currency: 'USD', order_id: 'order-7', idempotency_key: 'order-7-first-try' },
    response: examples.requestedPayment,
    refusals: [
      ...creation,
      'field_invalid',
      'idempotency_key_mismatch',
      'idempotency_key_missing',
      'metadata_invalid',
      'order_already_paid',
      'order_payment_authorized',
      'order_payment_in_progress',
    ],
    codes: { idempotency_key_reused: 'invalid_argument' },
  },
  'payments.v1.PaymentService/GetPayment': {
    required: ['payment_id'],
    example: { payment_id: '1' },
    response: examples.servicePayment,
    refusals: ['field_invalid', 'field_required', 'payment_not_found'],
  },
  'payments.v1.PaymentService/Health': {
    required: [],
    example: {},
    response: { status: 'SERVING' },
    refusals: [],
  },
};
