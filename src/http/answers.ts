import type { APIGatewayProxyResult } from 'aws-lambda';
import type { DecidedPayment } from '../domain/payment.ts';
import { answeredStatus } from '../domain/refund.ts';
import type { DecidedRefund } from '../domain/refund-states.ts';

export type Answer = APIGatewayProxyResult & { body: string };

/** Payments are nobody's to cache, and JSON is nobody's to guess the type of. */
const always = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export function json(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...always, ...headers },
    body: JSON.stringify(body),
  };
}

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): Answer => json(200, body, headers);

export const created = (body: unknown, location: string): Answer => json(201, body, { Location: location });

/** The answer to a request that was answered before, told apart by a header alone. */
export const replayed = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'Idempotent-Replayed': 'true' },
});

/**
 * The answer to a request for a payment: 201 with the payment's `location`, or 402 if it was declined. `repeated` is the
 * status where the contract has another one for a payment that was there before.
 */
export function paymentAnswer(
  { payment, replayed: again }: Readonly<{ payment: Pick<DecidedPayment, 'outcome'>; replayed: boolean }>,
  body: unknown,
  { location, repeated = 201 }: Readonly<{ location: string; repeated?: number }>,
): Answer {
  const declined = payment.outcome.status === 'failed';
  const status = declined ? 402 : again ? repeated : 201;
  const answer = status === 201 ? created(body, location) : json(status, body);
  return again ? replayed(answer) : answer;
}

/** The answer to a refund: 200, or 402 if it was declined. */
export function refundAnswer(
  { refund, replayed: again }: Readonly<{ refund: Pick<DecidedRefund, 'status' | 'answeredAs'>; replayed: boolean }>,
  body: unknown,
): Answer {
  const answer = json(answeredStatus(refund) === 'failed' ? 402 : 200, body);
  return again ? replayed(answer) : answer;
}

export const text = (statusCode: number, body: string, contentType: string): Answer => ({
  statusCode,
  headers: { 'Content-Type': contentType, ...always },
  body,
});

/** Bytes that are no text: API Gateway decodes them. */
export const binary = (statusCode: number, body: Uint8Array, contentType: string): Answer => ({
  ...text(statusCode, Buffer.from(body).toString('base64'), contentType),
  isBase64Encoded: true,
});

/** A page that may run nothing and load nothing, whatever got into it, unless its policy is another one. */
export const html = (
  statusCode: number,
  body: string,
  policy = "default-src 'none'; style-src 'unsafe-inline'",
): Answer => {
  const answer = text(statusCode, body, 'text/html; charset=utf-8');
  return { ...answer, headers: { ...answer.headers, 'Content-Security-Policy': policy } };
};

/** An answer without data, the same until the next deployment: browsers may keep it for a minute. */
export const unchanging = (answer: Answer): Answer => ({
  ...answer,
  headers: { ...answer.headers, 'Cache-Control': 'public, max-age=60' },
});
