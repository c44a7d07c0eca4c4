import type { StatusName } from '../../src/contracts/payments.ts';
import { type JsonSchema, oneOf } from './json-schema.ts';

const meanings: Readonly<Record<StatusName, string>> = {
  PENDING: 'in progress, waiting for the processor or the customer, or authorized and not yet captured',
  SUCCESS: 'charged',
  FAILED: 'declined or cancelled',
  REFUNDED: 'fully refunded',
};

/** The public status of a payment. */
export const paymentStatus: JsonSchema = {
  ...oneOf(...Object.keys(meanings)),
  description: Object.entries(meanings)
    .map(([name, meaning]) => `${name}: ${meaning}.`)
    .join(' '),
};
