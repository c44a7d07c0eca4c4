import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { handler as createPayment } from '../../functions/customers/customers-create-payment.ts';
import { handler as getPayment } from '../../functions/customers/customers-get-payment.ts';
import * as customers from '../../generated/proto/payment/v1/payment_pb.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { context, proxyEvent, requestId } from '../support/event.ts';
import { payment } from '../support/payments.ts';
import { refusedAs } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const path = '/payment.v1.PaymentService/GetPayment';

function world(): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(payment({ id: '7' })), id: '7' });
  return made;
}

const requestMessage = { payment_id: '7' };
const requestInBytes = Buffer.from(
  toBinary(customers.GetPaymentRequestSchema, create(customers.GetPaymentRequestSchema, { paymentId: '7' })),
);
const post = (body: unknown, headers: Record<string, string | string[]> = {}, isBase64Encoded = false) =>
  call(getPayment, world(), `POST ${path}`, { body, headers, isBase64Encoded });
const get = (query: Record<string, string | string[]>) => call(getPayment, world(), `GET ${path}`, { query });

describe('Connect RPCs with POST', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'a Connect POST with content type %s is answered in JSON',
    async (type) => {
      const { status, headers, json } = await post(requestMessage, { 'Content-Type': type });
      expect([status, headers['Content-Type'], json.payment_id]).toEqual([200, 'application/json', '7']);
      expect([headers['X-Request-Id'], headers['Cache-Control']]).toEqual([requestId, 'no-store']);
    },
  );

  it('a Connect POST of application/proto is answered in binary, base64-encoded for API Gateway', async () => {
    const event = proxyEvent(`POST ${path}`, {
      headers: { 'Content-Type': 'application/proto' },
      body: requestInBytes.toString('base64'),
      isBase64Encoded: true,
    });
    const answer = await getPayment.with(world().io())(event, context);
    expect([answer.headers?.['Content-Type'], answer.isBase64Encoded]).toEqual(['application/proto', true]);
    const read = fromBinary(customers.GetPaymentResponseSchema, Buffer.from(answer.body, 'base64'));
    expect(read).toMatchObject({ paymentId: '7', amount: '10.99', status: 'captured' });
    expect(Number(read.createdAt?.seconds)).toBe(Date.parse('2026-11-21T11:00:00Z') / 1000);
  });

  it('a Connect POST may be base64-encoded by API Gateway', async () => {
    const body = Buffer.from(JSON.stringify(requestMessage)).toString('base64');
    expect((await post(body, {}, true)).json.payment_id).toBe('7');
  });

  it.each([
    'application/grpc',
    'application/grpc+proto',
    'text/plain',
    'application/connect+json',
    'application/xml',
    '',
  ])('content type "%s" is answered with 415 and the accepted types', async (type) => {
    const refused = await post(requestMessage, { 'Content-Type': type });
    expect(refusedAs(refused)).toEqual([415, 'unimplemented', 'unsupported_media_type']);
    expect(refused.headers['Accept-Post']).toContain('application/proto');
  });

  it('two content types are answered with 415', async () => {
    expect((await post(requestMessage, { 'Content-Type': ['application/json', 'application/proto'] })).status).toBe(
      415,
    );
  });

  it.each([
    ['1', 200, undefined],
    ['2', 400, 'unsupported_protocol'],
    ['', 400, 'unsupported_protocol'],
  ])('Connect protocol version "%s" is answered with %i', async (version, status, code) => {
    const { status: answered, headers } = await post(requestMessage, { 'Connect-Protocol-Version': version });
    expect([answered, headers['x-error-code']]).toEqual([status, code]);
  });

  it('a compressed Connect POST is refused, with the accepted encoding', async () => {
    const refused = await post(requestMessage, { 'Content-Encoding': 'gzip' });
    expect(refusedAs(refused)).toEqual([501, 'unimplemented', 'unsupported_content_encoding']);
    expect(refused.headers['Accept-Encoding']).toBe('identity');
    expect((await post(requestMessage, { 'Content-Encoding': 'identity' })).status).toBe(200);
  });

  it.each([
    [400, 'body_required', ''],
    [400, 'invalid_json', '{"payment_id": "7"'],
    [400, 'object_required', '[]'],
    [400, 'duplicate_key', '{"payment_id": "7", "payment_id": "8"}'],
    [429, 'body_too_large', `{"payment_id": "7"}${' '.repeat(65_536)}`],
  ])('an invalid JSON message is answered with %i, %s', async (status, code, body) => {
    const refused = await post(body, { 'Content-Type': 'application/json' });
    expect([refused.status, refused.headers['x-error-code']]).toEqual([status, code]);
  });

  it.each([
    [400, 'invalid_protobuf', 'CoAB'],
    [400, 'invalid_utf8', 'CgLDKA=='],
    [400, 'invalid_base64', 'CgE3!'],
    [400, 'card_number_not_accepted', Buffer.from('\n\u00104111111111111111').toString('base64')],
    [429, 'body_too_large', Buffer.alloc(65_537).toString('base64')],
  ])('an invalid binary message is answered with %i, %s', async (status, code, body) => {
    const refused = await post(body, { 'Content-Type': 'application/proto' }, true);
    expect([refused.status, refused.headers['x-error-code']]).toEqual([status, code]);
  });

  it('an RPC with side effects is refused with GET, and nothing is written', async () => {
    const event = { ...proxyEvent(`GET ${path}`, { query: { encoding: 'json', message: '{}' } }), path: '/x' };
    const made = world();
    const answer = await createPayment.with(made.io())(event, context);
    expect([answer.statusCode, answer.headers?.Allow]).toEqual([405, 'POST']);
    expect(made.dynamo.calls()).toEqual([]);
  });

  it('a read accepts only GET and POST', async () => {
    const event = { ...proxyEvent(`POST ${path}`, { body: requestMessage }), httpMethod: 'PUT' };
    const answer = await getPayment.with(world().io())(event, context);
    expect([answer.statusCode, answer.headers?.Allow]).toEqual([405, 'GET, POST']);
  });
});

describe('Connect RPCs with GET', () => {
  const message = JSON.stringify(requestMessage);
  const url64 = (bytes: string | Buffer) => Buffer.from(bytes).toString('base64url');

  it.each([
    ['JSON', { connect: 'v1', encoding: 'json', message }],
    ['JSON, without a version', { encoding: 'json', message }],
    ['JSON in base64', { connect: 'v1', encoding: 'json', base64: '1', message: url64(message) }],
    [
      'base64 with padding',
      {
        encoding: 'json',
        base64: '1',
        message: Buffer.from('{"payment_id":"7"}  ').toString('base64').replaceAll('+', '-'),
      },
    ],
    ['no compression', { encoding: 'json', compression: 'identity', message }],
  ])('a Connect GET with %s is answered', async (_what, query) => {
    expect((await get(query)).json).toMatchObject({ payment_id: '7', status: 'captured' });
  });

  it('a Connect GET in binary is answered in binary', async () => {
    const query = { connect: 'v1', encoding: 'proto', base64: '1', message: url64(requestInBytes) };
    const { headers, body } = await get(query);
    expect(headers['Content-Type']).toBe('application/proto');
    const read = fromBinary(customers.GetPaymentResponseSchema, Buffer.from(body, 'base64'));
    expect(read.paymentId).toBe('7');
  });

  it.each([
    [415, 'unsupported_media_type', { message }],
    [415, 'unsupported_media_type', { encoding: 'xml', message }],
    [400, 'unsupported_protocol', { connect: 'v2', encoding: 'json', message }],
    [501, 'unsupported_content_encoding', { encoding: 'json', compression: 'gzip', message }],
    [400, 'body_required', { encoding: 'json' }],
    [400, 'invalid_base64', { encoding: 'json', base64: '1', message: '!' }],
    [400, 'query_invalid', { encoding: 'json', message: [message, message] }],
    [400, 'card_number_not_accepted', { encoding: 'json', message: '{"payment_id":"4111111111111111"}' }],
    [
      400,
      'card_number_not_accepted',
      { encoding: 'json', base64: '1', message: url64('{"payment_id":"4111111111111111"}') },
    ],
    [429, 'body_too_large', { encoding: 'json', message: ' '.repeat(65_537) }],
  ])('a Connect GET is answered with %i, %s, for %j', async (status, code, query) => {
    const refused = await get(query as Record<string, string | string[]>);
    expect([refused.status, refused.headers['x-error-code']]).toEqual([status, code]);
  });
});

describe('Connect errors', () => {
  it('a Connect error has a code, a message and machine-readable details', async () => {
    const { headers, json } = await post({ payment_id: '' });
    expect(headers['Content-Type']).toBe('application/json');
    expect(json).toEqual({
      code: 'invalid_argument',
      message: 'the payment_id is missing',
      details: [
        {
          type: 'google.rpc.ErrorInfo',
          value: expect.stringMatching(/^[A-Za-z0-9+/]+$/),
          debug: { reason: 'field_required', domain: 'payment-service', metadata: { field: '/payment_id' } },
        },
      ],
    });
  });

  it('a Connect error reveals nothing about our own faults', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new TypeError('secret'));
    const refused = await call(getPayment, broken, `POST ${path}`, { body: requestMessage });
    expect(refusedAs(refused)).toEqual([500, 'internal', 'internal_error']);
    expect(refused.json.message).toBe('internal error');
    expect(refused.body).not.toContain('secret');
  });
});
