import type { StatusName } from '../../src/contracts/payments.ts';
import { type JsonSchema, oneOf } from './json-schema.ts';

const meanings: Readonly<Record<StatusName, string>> = {
  PENDING: 'being worked on, waiting for its processor or customer, or authorized',
  SUCCESS: 'captured',
  FAILED: 'declined or cancelled',
  REFUNDED: 'all of it refunded',
};

/** Status of a payment, as it is shown. */
export const paymentStatus: JsonSchema = {
  ...oneOf(...Object.keys(meanings)),
  description: Object.entries(meanings)
    .map(([name, meaning]) => `${name}: ${meaning}.`)
    .join(' '),
};
