import { buildSchema } from 'graphql';

/**
 * The two documented operations. `paymentId` is a String and not an ID, because the documented query declares its
 * variable as one. What is created may be null, so that one refused payment does not hide another one of its request.
 */
const sdl = `
type Query {
  "A payment by its id; null if there is none."
  payment(paymentId: String!): Payment
}

type Mutation {
  "Creates a payment. With an Idempotency-Key header, a repeated request answers with the payment of the first one."
  createPayment(payload: PaymentInput!): Payment
}

"Names may be written in either way. A customer must be named."
input PaymentInput {
  "A positive decimal with no more digits than its currency has: 10.00"
  amount: String!
  "ISO 4217, in capitals."
  currency: String! = "USD"
  customer_id: String
  "card, wallet, upi or cash; or the processor's token for a card. card if left out."
  payment_method: String
  "The same as customer_id."
  customerId: String
  "The same as payment_method."
  paymentMethod: String
}

type Payment {
  paymentId: String!
  amount: String!
  currency: String!
  "created, processing, captured, failed, cancelled or refunded."
  status: String!
  "RFC 3339, UTC."
  createdAt: String!
  customerId: String!
  paymentMethod: String!
  "Why it failed, if it did."
  failureCode: String
}
`;

export const schema = buildSchema(sdl);
