/** A command from the documents of the services that this one replaces, verbatim, and the expected answer. */
export type DocumentedCommand = Readonly<{
  source: string;
  title: string;
  command: string;
  status: number;
  /** Texts that the answer must contain. */
  holds: readonly (string | RegExp)[];
}>;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const paidOrder = new RegExp(
  `^{"id":"${uuid}","order_id":"a1b2c3d4-e5f6-7890-abcd-ef1234567890","amount":50\\.00,"status":"COMPLETED",` +
    `"timestamp":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"}$`,
);

/** In the order of the documents, for a freshly seeded environment. */
export const documented: readonly DocumentedCommand[] = [
  {
    source: 'hermetic orders',
    title: 'Create a new order',
    command: `curl -X POST \\
  http://localhost:8000/orders/ \\
  -H 'Content-Type: application/json' \\
  -d '{"name": "John Doe", "email": "johndoe@example.com"}'`,
    status: 201,
    holds: [new RegExp(`"id":"${uuid}"`), '"name":"John Doe"', '"email":"johndoe@example.com"'],
  },
  {
    source: 'hermetic orders',
    title: 'Create a new payment',
    command: `curl -X POST \\
  http://localhost:8000/payments/ \\
  -H 'Content-Type: application/json' \\
  -d '{"amount": 10.99, "order_id": 1}'`,
    status: 201,
    holds: [new RegExp(`"id":"${uuid}"`), '"order_id":1,', '"amount":10.99,', '"status":"COMPLETED"'],
  },
  {
    source: 'hermetic orders',
    title: 'Retrieve an order by ID',
    command: `curl -X GET \\
  http://localhost:8000/orders/1/`,
    status: 200,
    holds: ['"id":1,', '"name":"Alice"', '"email":"alice@example.com"'],
  },
  {
    source: 'hermetic orders',
    title: 'Retrieve a payment by ID',
    command: `curl -X GET \\
  http://localhost:8000/payments/1/`,
    status: 200,
    holds: ['"id":1,', '"order_id":101,', '"amount":118.65,', '"status":"COMPLETED"'],
  },
  {
    source: 'order payments',
    title: 'Example POST request',
    command: `curl -X POST http://localhost:8002/api/payments/ \\
-H "Content-Type: application/json" \\
-d '{
    "order_id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
    "amount": 50.00
}'`,
    status: 201,
    holds: [paidOrder],
  },
  {
    source: 'order payments',
    title: 'Example GET request',
    command: `curl -X GET http://localhost:8002/api/payments/a1b2c3d4-e5f6-7890-abcd-ef1234567890/`,
    status: 200,
    holds: [paidOrder],
  },
];

const rides = (
  title: string,
  command: string,
  status: number,
  ...holds: DocumentedCommand['holds']
): DocumentedCommand => ({
  source: 'ride hailing',
  title,
  command,
  status,
  holds,
});

/** The third document's commands, in its order: the charge and the refund affect later ones. */
export const documentedRides: readonly DocumentedCommand[] = [
  rides('Health Check', 'curl http://localhost:8082/health', 200, '"status":"healthy"', '"database_status":"UP"'),
  rides(
    'List Payments',
    'curl "http://localhost:8082/v1/payments?status=SUCCESS&limit=10"',
    200,
    /^{"payments":\[{"payment_id":/,
    '"count":10,"limit":10,"offset":0,"has_more":true',
  ),
  rides('Get Payment by ID', 'curl http://localhost:8082/v1/payments/1', 200, '"payment_id":1,', '"status":"SUCCESS"'),
  rides(
    'Process Payment (Idempotent)',
    `curl -X POST http://localhost:8082/v1/payments/charge \\
  -H "Content-Type: application/json" \\
  -d '{
    "idempotency_key": "test-payment-001",
    "trip_id": 1,
    "method": "CARD",
    "rider_id": 101,
    "driver_id": 201
  }'`,
    201,
    '"trip_id":1,',
    '"rider_id":101,',
    '"status":"SUCCESS"',
    /"reference":"PAY-/,
  ),
  rides(
    'Process Refund',
    `curl -X POST http://localhost:8082/v1/payments/1/refund \\
  -H "Content-Type: application/json" \\
  -d '{
    "idempotency_key": "refund-001",
    "amount": 50.00
  }'`,
    200,
    '"payment_id":1,"refund_amount":50.00,"refunded_amount":50.00',
  ),
  rides(
    'Generate Receipt',
    'curl http://localhost:8082/v1/payments/1/receipt',
    200,
    /^{"receipt_id":"RCP-/,
    '"payment_id":1,',
  ),
  rides('Get Metrics', 'curl http://localhost:8082/metrics', 200, '# TYPE payments_total counter'),
];

/** The third document's sample script. */
export const testPaymentApi = `#!/bin/bash

echo "Testing Payment Service API..."

# Health check
echo "1. Health Check:"
curl -s http://localhost:8082/health | python -m json.tool

# Get payments
echo -e "\\n2. Get Payments:"
curl -s http://localhost:8082/v1/payments?limit=5 | python -m json.tool

# Process payment
echo -e "\\n3. Process Payment:"
curl -s -X POST http://localhost:8082/v1/payments/charge \\
  -H "Content-Type: application/json" \\
  -d '{
    "idempotency_key": "test-'$(date +%s)'",
    "trip_id": 1,
    "method": "CARD"
  }' | python -m json.tool
`;

/** A request for each row of the first document's table of endpoints, and the second document's error responses. */
export const endpoints: readonly DocumentedCommand[] = [
  ...(['/orders/', '/orders/1/', '/payments/1/', '/users/', '/users/1/'] as const).map((path) => ({
    source: 'hermetic orders',
    title: `GET ${path}`,
    command: `curl -X GET http://localhost:8000${path}`,
    status: 200,
    holds: ['"id":1'],
  })),
  {
    source: 'order payments',
    title: 'Missing parameters in POST',
    command: `curl -X POST http://localhost:8002/api/payments/ -H "Content-Type: application/json" -d '{"amount": 5}'`,
    status: 400,
    holds: ['"error":"order_id and amount required"'],
  },
  {
    source: 'order payments',
    title: 'GET request for unknown order_id',
    command: 'curl -X GET http://localhost:8002/api/payments/00000000-0000-0000-0000-000000000000/',
    status: 404,
    holds: ['"error":"Payment not found"'],
  },
  {
    source: 'order payments',
    title: 'Validation error if amount <= 0',
    command: `curl -X POST http://localhost:8002/api/payments/ -H "Content-Type: application/json" -d '{"order_id": "o-0", "amount": 0}'`,
    status: 400,
    holds: ['"error":"Amount must be positive."'],
  },
  {
    source: 'order payments',
    title: 'status set to FAILED internally',
    command: 'curl -X GET http://localhost:8002/api/payments/o-0/',
    status: 200,
    holds: ['"status":"FAILED"', '"amount":0.00'],
  },
];
