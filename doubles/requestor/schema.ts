import { buildSchema } from 'graphql';

/**
 * The two documented operations. `paymentId` is a String rather than an ID, because the documented query declares its
 * variable that way. `createPayment` is nullable, so that one refused payment does not hide others in the same request.
 */
const sdl = `
type Query {
  "Gets a payment by its ID. Null if there is none."
  payment(paymentId: String!): Payment
}

type Mutation {
  "Creates a payment. With an Idempotency-Key header, a repeated request returns the payment of the first one."
  createPayment(payload: PaymentInput!): Payment
}

"A payment to create. Field names may be in snake_case or camelCase."
input PaymentInput {
  "Positive decimal amount with at most the fraction digits of its currency, such as 10.00."
  amount: String!
  "ISO 4217 currency code in capitals."
  currency: String! = "USD"
  "ID of the customer who pays. Required, here or as customerId."
  customer_id: String
  "card, wallet, upi, cash or a processor token of a card. Default: card."
  payment_method: String
  "Alias of customer_id."
  customerId: String
  "Alias of payment_method."
  paymentMethod: String
}

"A payment."
type Payment {
  "ID of the payment."
  paymentId: String!
  "Decimal amount with the fraction digits of its currency."
  amount: String!
  "ISO 4217 currency code."
  currency: String!
  "created, processing, captured, failed, cancelled or refunded."
  status: String!
  "Creation time in RFC 3339, UTC."
  createdAt: String!
  "ID of the customer who pays."
  customerId: String!
  "Payment method, or the processor token of the card."
  paymentMethod: String!
  "Reason of the failure. Null unless status is failed."
  failureCode: String
}
`;

export const schema = buildSchema(sdl);
