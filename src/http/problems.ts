import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { Request } from './request.ts';
import { type HttpResponse, json } from './responses.ts';

/** HTTP status and title of each refusal. Clients of the older contracts match on some titles, so treat them as fixed. */
// biome-ignore format: one refusal, one line
export const problems: Readonly<Record<RefusalCode, readonly [status: number, title: string]>> = {
  body_required: [400, 'A body is required'],
  body_too_large: [413, 'The body is too large'],
  byte_order_mark: [400, 'The body starts with a byte order mark'],
  duplicate_key: [400, 'A member name occurs twice'],
  forbidden_key: [400, 'A member name is not allowed'],
  invalid_base64: [400, 'The body is not base64'],
  invalid_frame: [400, 'The body is not framed as gRPC-Web'],
  invalid_json: [400, 'The body is not JSON'],
  invalid_protobuf: [400, 'The message is not valid protobuf'],
  invalid_unicode: [400, 'A string is not valid Unicode'],
  invalid_utf8: [400, 'The body is not UTF-8'],
  malformed_path: [400, 'The path is malformed'],
  message_count: [400, 'The request must have exactly one message'],
  method_not_allowed: [405, 'The method is not allowed'],
  object_required: [400, 'The body must be a JSON object'],
  string_too_long: [400, 'A string is too long'],
  timeout_invalid: [400, 'The timeout is not valid'],
  too_deep: [400, 'The body is nested too deeply'],
  too_many_keys: [400, 'The body has too many members'],
  undeclared_compression: [400, 'The compression of the message is not declared'],
  unsupported_content_encoding: [415, 'Content-Encoding is not supported'],
  unsupported_media_type: [415, 'The media type is not supported'],
  unsupported_protocol: [400, 'The version of the protocol is not supported'],

  amount_format: [400, 'The amount is not a plain decimal number'],
  amount_not_positive: [400, 'Amount must be positive.'],
  amount_precision: [400, 'The amount has too many fraction digits for its currency'],
  amount_required: [400, 'An amount is required'],
  amount_too_large: [400, 'The amount is too large'],
  amount_type: [400, 'The amount must be a number or a string'],
  card_number_not_accepted: [400, 'Card numbers are not accepted'],
  currency_invalid: [400, 'The currency is not supported'],
  entry_not_balanced: [400, 'The entry does not balance'],
  field_invalid: [400, 'A field is not valid'],
  field_required: [400, 'A field is missing'],
  id_invalid: [400, 'An id is not valid'],
  metadata_invalid: [400, 'The metadata is not valid'],
  order_id_and_amount_required: [400, 'order_id and amount required'],
  query_invalid: [400, 'A query parameter is not valid'],
  report_invalid: [400, 'The report cannot be read'],
  unknown_field: [400, 'A field is unknown'],

  idempotency_key_in_use: [409, 'A request with this idempotency key is in progress'],
  idempotency_key_invalid: [400, 'The idempotency key is not valid'],
  idempotency_key_missing: [400, 'An idempotency key is required'],
  idempotency_key_mismatch: [400, 'Two idempotency keys differ'],
  idempotency_key_repeated: [400, 'More than one idempotency key'],
  idempotency_key_reused: [422, 'The idempotency key was used for another request'],

  account_not_found: [404, 'Account not found'],
  concurrent_update: [409, 'The payment is being changed by another request'],
  day_not_sealed: [404, 'The day is not sealed'],
  entry_not_found: [404, 'Entry not found'],
  event_forged: [400, 'The event is not genuine'],
  order_already_paid: [409, 'Order already paid with a different amount'],
  order_not_found: [404, 'Order not found'],
  order_payment_authorized: [409, 'The order has an authorized payment'],
  order_payment_in_progress: [409, 'The order is being paid by another request'],
  payment_disputed: [409, 'The payment is disputed'],
  payment_not_found: [404, 'Payment not found'],
  payment_not_refundable: [400, 'Can only refund successful payments'],
  payment_taken_elsewhere: [409, 'Another system took the money of this payment'],
  event_not_found: [404, 'Event not found'],
  processor_not_found: [404, 'Processor not found'],
  receipt_not_available: [409, 'There is no receipt for this payment'],
  refund_exceeds_remaining: [400, 'The refund exceeds the refundable amount'],
  refund_not_found: [404, 'Refund not found'],
  too_many_refunds: [409, 'The payment has reached its maximum number of refunds'],
  trip_already_paid: [409, 'The trip is already paid'],
  trip_not_completed: [400, 'Cannot process payment for incomplete trip'],
  trip_not_found: [404, 'Trip not found'],
  trip_payment_authorized: [409, 'The trip has an authorized payment'],
  trip_payment_in_progress: [409, 'The trip is being paid by another request'],
  user_not_found: [404, 'User not found'],
  authorization_expired: [409, 'The authorization has expired'],
  break_not_found: [404, 'Break not found'],
  break_resolved: [409, 'The break is resolved'],
  capture_exceeds_authorized: [400, 'The capture is more than what is authorized'],
  currency_mismatch: [400, 'The currency is not that of the payment'],
  capture_refused: [409, 'The processor refused the capture'],
  event_too_early: [409, 'The event is too early'],
  client_secret_not_available: [409, 'The processor has no client secrets'],
  too_many_webhook_endpoints: [409, 'Too many webhook endpoints'],
  too_many_webhook_secrets: [409, 'Too many webhook secrets'],
  webhook_endpoint_disabled: [409, 'The endpoint is disabled'],
  webhook_endpoint_not_found: [404, 'Webhook endpoint not found'],
  webhook_url_in_use: [409, 'The URL is in use'],
  webhook_url_invalid: [400, 'The URL is not accepted'],
  wrong_state: [409, 'The status of the payment does not allow this'],

  internal_error: [500, 'Something went wrong on our side'],
  out_of_time: [504, 'The response took too long'],
  payment_service_unavailable: [503, 'The payment service is not available'],
  processor_unavailable: [503, 'The payment processor is not available'],
  rate_limited: [429, 'Rate limit exceeded'],
  store_unavailable: [503, 'The payment store is not available'],
  trip_service_unavailable: [503, 'Trip service unavailable'],
};

/** Whether a text is one of our refusal codes. */
export const isRefusalCode = (text: string): text is RefusalCode => Object.hasOwn(problems, text);

/** Unexpected errors are reported as `internal_error`, without detail. */
export const refusalOf = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal('internal_error', 'the request may be sent again');

export const statusOf = (code: RefusalCode): number => problems[code][0];

/**
 * The problem object of an error (RFC 9457), including the member `error` that older clients read. `first` are extra
 * members that a contract puts first.
 */
export function problem(error: unknown, request: Pick<Request, 'id' | 'path'>, first: object = {}): HttpResponse {
  const { code, message, details } = refusalOf(error);
  const [status, defaultTitle] = problems[code];
  const title = details.sentence ?? defaultTitle;
  const body = {
    ...first,
    type: `urn:payment-service:problem:${code}`,
    title,
    status,
    detail: message,
    instance: `urn:payment-service:request:${request.id}`,
    code,
    error: title,
    request_id: request.id,
    ...(details.field === undefined ? {} : { field: details.field }),
    ...details.more,
  };
  const contentType = request.path.startsWith('/v1/') ? 'application/problem+json' : 'application/json';
  const retry = details.retryAfterSeconds;
  return json(status, body, {
    'Content-Type': contentType,
    ...(retry === undefined ? {} : { 'Retry-After': String(retry) }),
    // RFC 9110 §12.5.3: distinguishes this 415 from one for the media type.
    ...(code === 'unsupported_content_encoding' && { 'Accept-Encoding': 'identity' }),
  });
}
