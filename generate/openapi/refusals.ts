import type { RefusalCode } from '../../src/domain/refusal.ts';

/** Refusals of every operation. */
export const requestRefusals = ['card_number_not_accepted'] as const satisfies readonly RefusalCode[];

/** Refusals while parsing a JSON body, before its fields are validated. */
export const bodyRefusals = [
  'body_too_large',
  'byte_order_mark',
  'duplicate_key',
  'forbidden_key',
  'invalid_json',
  'invalid_unicode',
  'invalid_utf8',
  'object_required',
  'string_too_long',
  'too_deep',
  'too_many_keys',
  'unsupported_content_encoding',
  'unsupported_media_type',
] as const satisfies readonly RefusalCode[];

export const amountRefusals = [
  'amount_format',
  'amount_not_positive',
  'amount_precision',
  'amount_too_large',
  'amount_type',
] as const satisfies readonly RefusalCode[];

/** Refusals of the amount and currency of a request about a payment that is stored. */
export const partRefusals = [
  ...amountRefusals,
  'amount_required',
  'currency_invalid',
  'currency_mismatch',
] as const satisfies readonly RefusalCode[];

/** Refusals of a malformed or ambiguous Idempotency-Key header. */
export const keyHeaderRefusals = [
  'idempotency_key_invalid',
  'idempotency_key_repeated',
] as const satisfies readonly RefusalCode[];

/** Refusals of operations that accept the key in the body as well. */
export const keyRefusals = [
  ...keyHeaderRefusals,
  'idempotency_key_mismatch',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

/** Faults of operations that use the store. */
export const storeRefusals = ['internal_error', 'store_unavailable'] as const satisfies readonly RefusalCode[];

/** Faults of operations that call the payment processor. */
export const processorRefusals = ['processor_unavailable'] as const satisfies readonly RefusalCode[];
