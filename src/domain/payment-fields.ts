import type { AddedFields } from './fingerprint.ts';
import type { Money } from './money.ts';

export type Method = 'card' | 'wallet' | 'upi' | 'cash';
export const methods: readonly Method[] = ['card', 'wallet', 'upi', 'cash'];

/** How the processor is to charge, besides what is charged. */
export type Instructions = Readonly<{
  /** The processor's id of a customer whose saved payment method is charged. */
  customer?: string;
  /** The customer is not there to confirm anything. */
  offSession?: boolean;
  /** Where the customer's browser goes after a redirect. */
  returnUrl?: string;
  statementDescriptor?: string;
}>;

/** The caller's request. It never changes. */
export type PaymentFields = Readonly<{
  amount: Money;
  method: Method;
  /** The processor's token for what is charged. */
  paymentMethod: string | undefined;
  orderId: string | undefined;
  tripId: string | undefined;
  riderId: string | undefined;
  driverId: string | undefined;
  customerId: string | undefined;
  metadata: Readonly<Record<string, string>> | undefined;
  /** Authorized now, to be captured or cancelled later. */
  captureLater: boolean;
  /** Whether it holds its order, because the request or the stage asks for that. */
  onePaymentPerOrder: boolean;
  /** Kept so that a mismatch can be named: see `fingerprintBy`. */
  addedFields: AddedFields;
  /** The idempotency key of the request, for contracts that show it. */
  idempotencyKey: string | undefined;
  /** Its id is random, because the request had no key: nobody can repeat the request. */
  keyless: boolean;
  /** The contract can say that the customer has to act. */
  mayAskCustomer: boolean;
  instructions: Instructions;
}>;

/** Defaults of the fields that a contract may lack. */
export const withoutOptionalFields = {
  paymentMethod: undefined,
  orderId: undefined,
  tripId: undefined,
  riderId: undefined,
  driverId: undefined,
  customerId: undefined,
  metadata: undefined,
  captureLater: false,
  onePaymentPerOrder: false,
  addedFields: {},
  idempotencyKey: undefined,
  keyless: false,
  mayAskCustomer: false,
  instructions: {},
} as const satisfies Partial<PaymentFields>;

/** A payment that a caller asks for, as its contract read it. */
export type WantedPayment = Readonly<{
  id: string;
  /** The identity of the payment: see `Claimant` in claim.ts. */
  identity: 'order' | 'key';
  fields: PaymentFields;
  /** Hash of the business fields, which tells a changed request from a repeated one. */
  fingerprint: string;
}>;
