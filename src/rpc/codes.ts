import type { RefusalCode } from '../domain/refusal.ts';

export type RpcCode =
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'unimplemented'
  | 'internal'
  | 'unavailable';

/** Number in gRPC and HTTP status in Connect of each code (https://connectrpc.com/docs/protocol/#error-codes). */
// biome-ignore format: one code, one line
const codes: Readonly<Record<RpcCode, readonly [number: number, httpStatus: number]>> = {
  invalid_argument: [3, 400],
  deadline_exceeded: [4, 504],
  not_found: [5, 404],
  already_exists: [6, 409],
  resource_exhausted: [8, 429],
  failed_precondition: [9, 400],
  aborted: [10, 409],
  unimplemented: [12, 501],
  internal: [13, 500],
  unavailable: [14, 503],
};

export const grpcStatusOf = (code: RpcCode): number => codes[code][0];
export const httpStatusOf = (code: RpcCode): number => codes[code][1];

/** RPC code of each refusal. A contract may override it (RpcOptions.codes). */
export const rpcCodes: Readonly<Record<RefusalCode, RpcCode>> = {
  body_required: 'invalid_argument',
  body_too_large: 'resource_exhausted',
  byte_order_mark: 'invalid_argument',
  duplicate_key: 'invalid_argument',
  forbidden_key: 'invalid_argument',
  invalid_base64: 'invalid_argument',
  invalid_frame: 'invalid_argument',
  invalid_json: 'invalid_argument',
  invalid_protobuf: 'invalid_argument',
  invalid_unicode: 'invalid_argument',
  invalid_utf8: 'invalid_argument',
  malformed_path: 'invalid_argument',
  message_count: 'unimplemented',
  method_not_allowed: 'unimplemented',
  object_required: 'invalid_argument',
  string_too_long: 'invalid_argument',
  timeout_invalid: 'invalid_argument',
  too_deep: 'invalid_argument',
  too_many_keys: 'invalid_argument',
  undeclared_compression: 'internal',
  unsupported_content_encoding: 'unimplemented',
  unsupported_media_type: 'unimplemented',
  unsupported_protocol: 'invalid_argument',

  amount_format: 'invalid_argument',
  amount_not_positive: 'invalid_argument',
  amount_precision: 'invalid_argument',
  amount_required: 'invalid_argument',
  amount_too_large: 'invalid_argument',
  amount_type: 'invalid_argument',
  card_number_not_accepted: 'invalid_argument',
  currency_invalid: 'invalid_argument',
  field_invalid: 'invalid_argument',
  field_required: 'invalid_argument',
  id_invalid: 'invalid_argument',
  metadata_invalid: 'invalid_argument',
  order_id_and_amount_required: 'invalid_argument',
  query_invalid: 'invalid_argument',
  report_invalid: 'invalid_argument',
  unknown_field: 'invalid_argument',

  idempotency_key_in_use: 'aborted',
  idempotency_key_invalid: 'invalid_argument',
  idempotency_key_missing: 'invalid_argument',
  idempotency_key_mismatch: 'invalid_argument',
  idempotency_key_repeated: 'invalid_argument',
  idempotency_key_reused: 'already_exists',

  concurrent_update: 'aborted',
  event_forged: 'invalid_argument',
  order_already_paid: 'already_exists',
  order_not_found: 'not_found',
  order_payment_authorized: 'aborted',
  order_payment_in_progress: 'aborted',
  payment_disputed: 'failed_precondition',
  payment_not_found: 'not_found',
  payment_not_refundable: 'failed_precondition',
  payment_taken_elsewhere: 'failed_precondition',
  event_not_found: 'not_found',
  account_not_found: 'not_found',
  day_not_sealed: 'not_found',
  entry_not_balanced: 'invalid_argument',
  entry_not_found: 'not_found',
  refund_not_found: 'not_found',
  processor_not_found: 'not_found',
  receipt_not_available: 'failed_precondition',
  refund_exceeds_remaining: 'failed_precondition',
  too_many_refunds: 'failed_precondition',
  trip_already_paid: 'already_exists',
  trip_not_completed: 'failed_precondition',
  trip_not_found: 'not_found',
  trip_payment_authorized: 'aborted',
  trip_payment_in_progress: 'aborted',
  user_not_found: 'not_found',
  authorization_expired: 'failed_precondition',
  break_not_found: 'not_found',
  capture_exceeds_authorized: 'failed_precondition',
  currency_mismatch: 'failed_precondition',
  capture_refused: 'failed_precondition',
  client_secret_not_available: 'failed_precondition',
  too_many_webhook_endpoints: 'failed_precondition',
  too_many_webhook_secrets: 'failed_precondition',
  webhook_endpoint_disabled: 'failed_precondition',
  webhook_endpoint_not_found: 'not_found',
  webhook_url_in_use: 'already_exists',
  webhook_url_invalid: 'invalid_argument',
  wrong_state: 'failed_precondition',

  event_too_early: 'unavailable',
  internal_error: 'internal',
  out_of_time: 'deadline_exceeded',
  payment_service_unavailable: 'unavailable',
  processor_unavailable: 'unavailable',
  rate_limited: 'resource_exhausted',
  store_unavailable: 'unavailable',
  trip_service_unavailable: 'unavailable',
};
