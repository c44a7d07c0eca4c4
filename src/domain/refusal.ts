/** Everything that can be refused. A new code does not compile until src/http/problems.ts gives it a status. */
export type RefusalCode =
  // the request cannot be read
  | 'body_required'
  | 'body_too_large'
  | 'byte_order_mark'
  | 'duplicate_key'
  | 'forbidden_key'
  | 'invalid_base64'
  | 'invalid_frame'
  | 'invalid_json'
  | 'invalid_protobuf'
  | 'invalid_unicode'
  | 'invalid_utf8'
  | 'malformed_path'
  | 'message_count'
  | 'method_not_allowed'
  | 'object_required'
  | 'string_too_long'
  | 'timeout_invalid'
  | 'too_deep'
  | 'too_many_keys'
  | 'undeclared_compression'
  | 'unsupported_content_encoding'
  | 'unsupported_media_type'
  | 'unsupported_protocol'
  // a field is wrong
  | 'amount_format'
  | 'amount_not_positive'
  | 'amount_precision'
  | 'amount_required'
  | 'amount_too_large'
  | 'amount_type'
  | 'card_number_not_accepted'
  | 'currency_invalid'
  | 'entry_not_balanced'
  | 'field_invalid'
  | 'field_required'
  | 'id_invalid'
  | 'metadata_invalid'
  | 'order_id_and_amount_required'
  | 'query_invalid'
  | 'report_invalid'
  | 'unknown_field'
  // the idempotency key
  | 'idempotency_key_in_use'
  | 'idempotency_key_invalid'
  | 'idempotency_key_missing'
  | 'idempotency_key_mismatch'
  | 'idempotency_key_repeated'
  | 'idempotency_key_reused'
  // what it is about
  | 'account_not_found'
  | 'authorization_expired'
  | 'break_not_found'
  | 'break_resolved'
  | 'capture_exceeds_authorized'
  | 'capture_refused'
  | 'client_secret_not_available'
  | 'concurrent_update'
  | 'currency_mismatch'
  | 'day_not_sealed'
  | 'entry_not_found'
  | 'event_forged'
  | 'event_not_found'
  | 'order_already_paid'
  | 'order_not_found'
  | 'order_payment_authorized'
  | 'order_payment_in_progress'
  | 'payment_disputed'
  | 'payment_not_found'
  | 'payment_not_refundable'
  | 'payment_taken_elsewhere'
  | 'processor_not_found'
  | 'receipt_not_available'
  | 'refund_exceeds_remaining'
  | 'refund_not_found'
  | 'too_many_refunds'
  | 'trip_already_paid'
  | 'trip_not_completed'
  | 'trip_not_found'
  | 'trip_payment_authorized'
  | 'trip_payment_in_progress'
  | 'user_not_found'
  | 'too_many_webhook_endpoints'
  | 'too_many_webhook_secrets'
  | 'webhook_endpoint_disabled'
  | 'webhook_endpoint_not_found'
  | 'webhook_url_in_use'
  | 'webhook_url_invalid'
  | 'wrong_state'
  // our side
  | 'event_too_early'
  | 'internal_error'
  | 'out_of_time'
  | 'payment_service_unavailable'
  | 'processor_unavailable'
  | 'rate_limited'
  | 'store_unavailable'
  | 'trip_service_unavailable';

export type RefusalDetails = Readonly<{
  /** JSON pointer, header or parameter that is wrong. */
  field?: string;
  /** Sentence for people, where that of the code does not fit. */
  sentence?: string;
  /** Members that this refusal adds to its answer. */
  more?: Readonly<Record<string, unknown>>;
  retryAfterSeconds?: number;
  /** The processor answered what this release cannot explain: nothing is decided until a person has looked at it. */
  unexplained?: true;
  cause?: unknown;
}>;

/** A "no" that the caller can understand. Anything else that is thrown is our fault. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, detail: string, details: RefusalDetails = {}) {
    super(detail, { cause: details.cause });
    this.code = code;
    this.details = details;
  }
}

/** Whether a processor's answer was the reason that this release cannot explain. */
export const isUnexplained = (error: unknown): boolean =>
  error instanceof Refusal && error.details.unexplained === true;
