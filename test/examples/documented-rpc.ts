import type { DocumentedCommand } from './documented.ts';

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** A grpcurl command of the gRPC documents, verbatim, and the text that it must print. */
export type DocumentedCall = Readonly<{ title: string; command: string; holds: readonly (string | RegExp)[] }>;

/** The document's own commands. Its payment does not exist, so reading it fails. */
export const documentedCalls: readonly DocumentedCall[] = [
  {
    title: 'Health check',
    command: 'grpcurl -plaintext localhost:7000 payments.v1.PaymentService/Health',
    holds: ['"status": "SERVING"'],
  },
  {
    title: 'Request payment',
    command: `grpcurl -plaintext -d '{
  "amount_minor": 1250,
  "currency": "USD",
  "order_id": "order-123",
  "idempotency_key": "test-key-12345678"
}' localhost:7000 payments.v1.PaymentService/RequestPayment`,
    holds: [new RegExp(`"paymentId": "${uuid}"`), '"status": "SUCCEEDED"', '"message": "'],
  },
  {
    title: 'Get payment',
    command: `grpcurl -plaintext -d '{
  "payment_id": "550e8400-e29b-41d4-a716-446655440000"
}' localhost:7000 payments.v1.PaymentService/GetPayment`,
    holds: ['Code: NotFound'],
  },
];

/** The request that the other document has its readers type into grpcui. */
export const documentedCreation = {
  amount: '10.00',
  currency: 'USD',
  customer_id: 'cust123',
  payment_method: 'card',
} as const;

/** The document's client. */
export const documentedPythonClient = `import grpc
from payments_service.payments_pb2 import RequestPaymentRequest
from payments_service.payments_pb2_grpc import PaymentServiceStub

# Create channel
channel = grpc.insecure_channel('localhost:7000')
client = PaymentServiceStub(channel)

# Request payment
request = RequestPaymentRequest(
    amount_minor=1250,  # $12.50 in cents
    currency="USD",
    order_id="order-123",
    idempotency_key="unique-key-12345678",
    metadata={"user_id": "user-789"}
)

response = client.RequestPayment(request)
print(f"Payment ID: {response.payment_id}")
print(f"Status: {response.status}")
print(f"Message: {response.message}")

# Get payment
from payments_service.payments_pb2 import GetPaymentRequest

get_request = GetPaymentRequest(payment_id=response.payment_id)
payment = client.GetPayment(get_request)
print(f"Amount: \${payment.amount_minor / 100:.2f}")
print(f"Currency: {payment.currency}")

# Health check
from payments_service.payments_pb2 import HealthRequest

health_request = HealthRequest()
health_response = client.Health(health_request)
print(f"Health: {health_response.status}")
`;

export const printedByPythonClient = new RegExp(
  `^Payment ID: ${uuid}\\nStatus: SUCCEEDED\\nMessage: .+\\nAmount: \\$12\\.50\\nCurrency: USD\\nHealth: SERVING\\n$`,
);

export const documentedQuery = `query ($id: String!) {
  payment(paymentId: $id) {
    paymentId
    amount
    currency
    status
    createdAt
  }
}`;

export const documentedMutation = `mutation ($input: PaymentInput!) {
  createPayment(payload: $input) {
    paymentId
    amount
    currency
    status
    createdAt
  }
}`;

const source = 'requestor mock';
const data = new RegExp(
  `^{"success":true,"data":{"payment_id":"${uuid}","amount":"10\\.00","currency":"USD","status":"created",` +
    '"created_at":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"}}$',
);

/** A request for each row of the document's table of endpoints. */
export const documentedRequestor: readonly DocumentedCommand[] = [
  {
    source,
    title: 'Service health check',
    command: 'curl http://localhost:8001/health',
    status: 200,
    holds: ['"status":"healthy"'],
  },
  {
    source,
    title: 'Create a new payment',
    command: `curl -X POST http://localhost:8001/api/payments -H 'Content-Type: application/json' \\
  -d '{"amount": "10.00", "currency": "USD", "customer_id": "cust123", "payment_method": "card"}'`,
    status: 201,
    holds: [data],
  },
  {
    source,
    title: 'Create a new payment with defaults',
    command: `curl -X POST http://localhost:8001/api/payments -H 'Content-Type: application/json' \\
  -d '{"amount": "10.00", "customer_id": "cust123"}'`,
    status: 201,
    holds: [data],
  },
  {
    source,
    title: 'Retrieve a seeded payment by ID',
    command: 'curl http://localhost:8001/api/payments/1',
    status: 200,
    holds: ['"success":true', '"payment_id":"1"', '"amount":"118.65"', '"status":"captured"'],
  },
  {
    source,
    title: 'Retrieve an unknown payment',
    command: 'curl http://localhost:8001/api/payments/unknown',
    status: 404,
    holds: ['"success":false', '"code":"payment_not_found"'],
  },
];
