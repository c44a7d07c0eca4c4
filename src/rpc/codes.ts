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

// Every function of gRPC-Web has the table below, and most of it are these two.
const invalidArgument = 'invalid_argument';
const failedPrecondition = 'failed_precondition';

/** RPC code of each refusal. A contract may override it (RpcOptions.codes). */
export const rpcCodes: Readonly<Record<RefusalCode, RpcCode>> = {
  body_required: invalidArgument,
  body_too_large: 'resource_exhausted',
  byte_order_mark: invalidArgument,
  duplicate_key: invalidArgument,
  forbidden_key: invalidArgument,
  invalid_base64: invalidArgument,
  invalid_frame: invalidArgument,
  invalid_json: invalidArgument,
  invalid_protobuf: invalidArgument,
  invalid_unicode: invalidArgument,
  invalid_utf8: invalidArgument,
  malformed_path: invalidArgument,
  message_count: 'unimplemented',
  method_not_allowed: 'unimplemented',
  object_required: invalidArgument,
  string_too_long: invalidArgument,
  timeout_invalid: invalidArgument,
  too_deep: invalidArgument,
  too_many_keys: invalidArgument,
  undeclared_compression: 'internal',
  unsupported_content_encoding: 'unimplemented',
  unsupported_media_type: 'unimplemented',
  unsupported_protocol: invalidArgument,

  amount_format: invalidArgument,
  amount_not_positive: invalidArgument,
  amount_precision: invalidArgument,
  amount_required: invalidArgument,
  amount_too_large: invalidArgument,
  amount_type: invalidArgument,
  card_number_not_accepted: invalidArgument,
  currency_invalid: invalidArgument,
  field_invalid: invalidArgument,
  field_required: invalidArgument,
  id_invalid: invalidArgument,
  metadata_invalid: invalidArgument,
  order_id_and_amount_required: invalidArgument,
  query_invalid: invalidArgument,
  report_invalid: invalidArgument,
  unknown_field: invalidArgument,

  idempotency_key_in_use: 'aborted',
  idempotency_key_invalid: invalidArgument,
  idempotency_key_missing: invalidArgument,
  idempotency_key_mismatch: invalidArgument,
  idempotency_key_repeated: invalidArgument,
  idempotency_key_reused: 'already_exists',

  concurrent_update: 'aborted',
  event_forged: invalidArgument,
  order_already_paid: 'already_exists',
  order_not_found: 'not_found',
  order_payment_authorized: 'aborted',
  order_payment_in_progress: 'aborted',
  payment_disputed: failedPrecondition,
  payment_not_found: 'not_found',
  payment_not_refundable: failedPrecondition,
  payment_taken_elsewhere: failedPrecondition,
  event_not_found: 'not_found',
  account_not_found: 'not_found',
  day_not_sealed: 'not_found',
  entry_not_balanced: invalidArgument,
  entry_not_found: 'not_found',
  refund_not_found: 'not_found',
  processor_not_found: 'not_found',
  receipt_not_available: failedPrecondition,
  refund_exceeds_remaining: failedPrecondition,
  too_many_refunds: failedPrecondition,
  trip_already_paid: 'already_exists',
  trip_not_completed: failedPrecondition,
  trip_not_found: 'not_found',
  trip_payment_authorized: 'aborted',
  trip_payment_in_progress: 'aborted',
  user_not_found: 'not_found',
  authorization_expired: failedPrecondition,
  break_not_found: 'not_found',
  break_resolved: failedPrecondition,
  capture_exceeds_authorized: failedPrecondition,
  currency_mismatch: failedPrecondition,
  capture_refused: failedPrecondition,
  client_secret_not_available: failedPrecondition,
  event_too_early: 'aborted',
  too_many_webhook_endpoints: failedPrecondition,
  too_many_webhook_secrets: failedPrecondition,
  webhook_endpoint_disabled: failedPrecondition,
  webhook_endpoint_not_found: 'not_found',
  webhook_url_in_use: 'already_exists',
  webhook_url_invalid: invalidArgument,
  wrong_state: failedPrecondition,

  internal_error: 'internal',
  out_of_time: 'deadline_exceeded',
  payment_service_unavailable: 'unavailable',
  processor_unavailable: 'unavailable',
  rate_limited: 'resource_exhausted',
  store_unavailable: 'unavailable',
  trip_service_unavailable: 'unavailable',
};
