import type { APIGatewayProxyResult } from 'aws-lambda';
import type { DecidedPayment } from '../domain/payment.ts';
import { answeredStatus } from '../domain/refund.ts';
import type { DecidedRefund } from '../domain/refund-states.ts';

export type HttpResponse = APIGatewayProxyResult & { body: string };

/** Responses contain payments, so nothing may cache them, and browsers must not guess their type. */
const always = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export function json(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...always, ...headers },
    body: JSON.stringify(body),
  };
}

export const ok = (body: unknown, headers?: Readonly<Record<string, string>>): HttpResponse => json(200, body, headers);

export const created = (body: unknown, location: string): HttpResponse => json(201, body, { Location: location });

/** Marks a response as a replay of an earlier one. Only this header differs from the first response. */
export const asReplay = (response: HttpResponse): HttpResponse => ({
  ...response,
  headers: { ...response.headers, 'Idempotent-Replayed': 'true' },
});

/**
 * The response to a request for a payment: 201 with the payment's `location`, or 402 if it was declined. `replayStatus`
 * is for contracts that answer a replay with another status.
 */
export function paymentResponse(
  { payment, replayed }: Readonly<{ payment: Pick<DecidedPayment, 'outcome'>; replayed: boolean }>,
  body: unknown,
  { location, replayStatus = 201 }: Readonly<{ location: string; replayStatus?: number }>,
): HttpResponse {
  const declined = payment.outcome.status === 'failed';
  const status = declined ? 402 : replayed ? replayStatus : 201;
  const response = status === 201 ? created(body, location) : json(status, body);
  return replayed ? asReplay(response) : response;
}

/** The response to a refund: 200, or 402 if it was declined. */
export function refundResponse(
  { refund, replayed }: Readonly<{ refund: Pick<DecidedRefund, 'status' | 'answeredAs'>; replayed: boolean }>,
  body: unknown,
): HttpResponse {
  const response = json(answeredStatus(refund) === 'failed' ? 402 : 200, body);
  return replayed ? asReplay(response) : response;
}

export const text = (statusCode: number, body: string, contentType: string): HttpResponse => ({
  statusCode,
  headers: { 'Content-Type': contentType, ...always },
  body,
});

/** A body that is JSON text already. */
export const jsonText = (body: string): HttpResponse => text(200, body, 'application/json');

/** A binary body, which the Lambda proxy integration transfers as base64. */
export const binary = (statusCode: number, body: Uint8Array, contentType: string): HttpResponse => ({
  ...text(statusCode, Buffer.from(body).toString('base64'), contentType),
  isBase64Encoded: true,
});

/** An HTML page. The default policy forbids it to run or load anything, so injected markup is harmless. */
export const html = (
  statusCode: number,
  body: string,
  policy = "default-src 'none'; style-src 'unsafe-inline'",
): HttpResponse => withPolicy(text(statusCode, body, 'text/html; charset=utf-8'), policy);

/** A page with its Content-Security-Policy. */
export const withPolicy = (response: HttpResponse, policy: string): HttpResponse => ({
  ...response,
  headers: { ...response.headers, 'Content-Security-Policy': policy },
});

/** Lets browsers cache a static response for a minute. It changes only with a deployment. */
export const cacheable = (response: HttpResponse): HttpResponse => ({
  ...response,
  headers: { ...response.headers, 'Cache-Control': 'public, max-age=60' },
});
