export type Sample = Readonly<{
  required: readonly string[];
  example: Readonly<Record<string, unknown>>;
  keyed?: boolean;
}>;

/** What a proto does not say: which fields may not be empty, and a request that works with the seeded data. */
export const samples: Readonly<Record<string, Sample>> = {
  'payment.v1.PaymentService/CreatePayment': {
    required: ['amount', 'customer_id'],
    example: { amount: '25.00', currency: 'USD', customer_id: 'customer-7', payment_method: 'card' },
    keyed: true,
  },
  'payment.v1.PaymentService/GetPayment': { required: ['payment_id'], example: { payment_id: '1' } },
  'payment.v1.PaymentService/ProcessPayment': {
    required: ['payment_id'],
    example: { payment_id: '1', action: 'capture' },
    keyed: true,
  },
  'payment.v1.PaymentService/HealthCheck': { required: [], example: {} },
  'payments.v1.PaymentService/RequestPayment': {
    required: ['amount_minor', 'currency', 'order_id', 'idempotency_key'],
    example: { amount_minor: '1250', currency: 'USD', order_id: 'order-7', idempotency_key: 'order-7-first-try' },
  },
  'payments.v1.PaymentService/GetPayment': { required: ['payment_id'], example: { payment_id: '1' } },
  'payments.v1.PaymentService/Health': { required: [], example: {} },
};
