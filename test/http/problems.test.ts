import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/refusal.ts';
import { problem } from '../../src/http/problems.ts';

const request = { id: 'r-1', path: '/v1/payments' };
const bodyOf = (error: unknown, path = request.path) => JSON.parse(problem(error, { ...request, path }).body);

describe('problem objects', () => {
  it('a problem has the members of RFC 9457 and ours', () => {
    expect(bodyOf(new Refusal('amount_format', 'write it as digits', { field: '/amount' }))).toEqual({
      type: 'urn:payment-service:problem:amount_format',
      title: 'The amount is not a plain decimal number',
      status: 400,
      detail: 'write it as digits',
      instance: 'urn:payment-service:request:r-1',
      code: 'amount_format',
      error: 'The amount is not a plain decimal number',
      request_id: 'r-1',
      field: '/amount',
    });
  });

  it('a problem has no field if no field is at fault', () => {
    expect(bodyOf(new Refusal('body_required', 'no body'))).not.toHaveProperty('field');
  });

  it('an unsupported content encoding is answered with Accept-Encoding', () => {
    const { headers } = problem(new Refusal('unsupported_content_encoding', 'x'), request);
    expect(headers).toMatchObject({ 'Accept-Encoding': 'identity' });
  });

  it('a problem has the extra members of its refusal', () => {
    const reused = new Refusal('idempotency_key_reused', 'x', { more: { mismatched: ['amount'] } });
    expect(bodyOf(reused)).toMatchObject({ status: 422, mismatched: ['amount'] });
  });

  it.each([
    ['/v1/payments', 'application/problem+json'],
    ['/v1/payments/7/', 'application/problem+json'],
    ['/payments/', 'application/json'],
    ['/api/payments', 'application/json'],
    ['/v1x', 'application/json'],
    ['/users/v1/', 'application/json'],
  ])('on path %s a problem has content type %s', (path, type) => {
    const { headers } = problem(new Refusal('body_required', 'x'), { ...request, path });
    expect(headers).toMatchObject({
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it.each([
    ['order_id_and_amount_required', 400, 'order_id and amount required'],
    ['amount_not_positive', 400, 'Amount must be positive.'],
    ['order_already_paid', 409, 'Order already paid with a different amount'],
    ['payment_not_found', 404, 'Payment not found'],
    ['order_not_found', 404, 'Order not found'],
    ['event_not_found', 404, 'Event not found'],
    ['refund_not_found', 404, 'Refund not found'],
    ['user_not_found', 404, 'User not found'],
    ['body_too_large', 413, 'The body is too large'],
    ['unsupported_media_type', 415, 'The media type is not supported'],
    ['idempotency_key_in_use', 409, 'A request with this idempotency key is in progress'],
    ['store_unavailable', 503, 'The payment store is not available'],
  ] as const)('refusal %s has status %d and a stable title', (code, status, error) => {
    expect(problem(new Refusal(code, 'x'), request).statusCode).toBe(status);
    expect(bodyOf(new Refusal(code, 'x'))).toMatchObject({ status, error });
  });

  it('only refusals that may succeed later have a Retry-After header', () => {
    const busy = problem(new Refusal('store_unavailable', 'x', { retryAfterSeconds: 1 }), request);
    expect(busy.headers?.['Retry-After']).toBe('1');
    expect(problem(new Refusal('body_required', 'x'), request).headers).not.toHaveProperty('Retry-After');
  });
});

describe('problems of faults', () => {
  const secret = new Error('table payment-service-prod, key AKIA');

  it.each([
    ['an error', secret],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['an object that looks like a refusal', { code: 'body_required', message: 'secret', details: {} }],
  ])('%s becomes 500 without detail', (_what, thrown) => {
    expect(bodyOf(thrown)).toEqual({
      type: 'urn:payment-service:problem:internal_error',
      title: 'Something went wrong on our side',
      status: 500,
      detail: 'the request may be sent again',
      instance: 'urn:payment-service:request:r-1',
      code: 'internal_error',
      error: 'Something went wrong on our side',
      request_id: 'r-1',
    });
  });

  it('a problem does not reveal the cause of its refusal', () => {
    const { body } = problem(new Refusal('store_unavailable', 'try again', { cause: secret }), request);
    expect(body).not.toMatch(/AKIA|stack|cause|at .*\.ts/);
  });
});
