import type { RefusalCode } from '../../src/domain/refusal.ts';

/** Refusals of any request that a function reads: its path, query and key may hold no card number. */
export const requestRefusals = ['card_number_not_accepted'] as const satisfies readonly RefusalCode[];

/** Refusals of a JSON body by its reader, before its fields are looked at. */
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

/** Refusals of a malformed or ambiguous key in the header. */
export const keyHeaderRefusals = [
  'idempotency_key_invalid',
  'idempotency_key_repeated',
] as const satisfies readonly RefusalCode[];

/** Refusals where the key may also be in the body. */
export const keyRefusals = [
  ...keyHeaderRefusals,
  'idempotency_key_mismatch',
  'idempotency_key_reused',
] as const satisfies readonly RefusalCode[];

/** Faults of an operation that uses the store; `internal_error` is a bug of ours. */
export const storeRefusals = ['internal_error', 'store_unavailable'] as const satisfies readonly RefusalCode[];

/** Refusals of an operation that may ask the processor. */
export const processorRefusals = ['processor_unavailable'] as const satisfies readonly RefusalCode[];
