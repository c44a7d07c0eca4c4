import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/customers/customers-get-payment.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import * as customers from '../../generated/proto/payment/v1/payment_pb.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import type { Endpoint } from '../support/call.ts';
import { context, proxyEvent } from '../support/event.ts';
import { payment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const path = '/payment.v1.PaymentService/GetPayment';

function world(): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(payment({ id: '7' })), id: '7' });
  return made;
}

const message = (paymentId: string) =>
  Buffer.from(toBinary(customers.GetPaymentRequestSchema, create(customers.GetPaymentRequestSchema, { paymentId })));

function frame(content: Buffer, { flags = 0, length = content.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, content]);
}

type Sent = Readonly<{ type?: string; headers?: Record<string, string>; to?: Endpoint; on?: World; method?: string }>;

/** Sends one call and returns the frames of the response. */
async function call(body: Buffer, { type = 'application/grpc-web+proto', ...sent }: Sent = {}) {
  const { headers = {}, to = handler, on = world(), method = path } = sent;
  const event = proxyEvent(`POST ${method}`, {
    headers: { 'Content-Type': type, 'X-Grpc-Web': '1', ...headers },
    body: body.toString('base64'),
    isBase64Encoded: true,
  });
  const answer = await to.with(on.io())(event, context);
  const text = answer.isBase64Encoded ? Buffer.from(answer.body, 'base64') : Buffer.from(answer.body, 'utf8');
  const isText = type.includes('-text');
  return { ...answer, ...framesIn(isText ? Buffer.from(text.toString(), 'base64') : text) };
}

function framesIn(body: Buffer) {
  const frames: [flags: number, content: Buffer][] = [];
  for (let at = 0; at < body.length; ) {
    const length = body.readUInt32BE(at + 1);
    frames.push([body.readUInt8(at), body.subarray(at + 5, at + 5 + length)]);
    at += 5 + length;
  }
  const lines = (frames.at(-1)?.[1] ?? Buffer.alloc(0)).toString().split('\r\n').filter(Boolean);
  const trailers = Object.fromEntries(lines.map((line) => line.split(': ', 2)));
  return { frames, trailers };
}

const readPayment = (bytes: Buffer | undefined) =>
  fromBinary(customers.GetPaymentResponseSchema, bytes ?? Buffer.alloc(0));

describe('gRPC-Web RPCs', () => {
  it.each(['application/grpc-web', 'application/grpc-web+proto', 'Application/gRPC-Web+Proto'])(
    'a gRPC-Web call of %s is answered with a message and trailers',
    async (type) => {
      const { statusCode, headers, isBase64Encoded, frames, trailers } = await call(frame(message('7')), { type });
      expect([statusCode, headers?.['Content-Type'], isBase64Encoded]).toEqual([200, type.toLowerCase(), true]);
      expect(frames.map(([flags]) => flags)).toEqual([0, 0x80]);
      expect(readPayment(frames[0]?.[1])).toMatchObject({ paymentId: '7', amount: '10.99' });
      expect(trailers).toEqual({ 'grpc-status': '0' });
    },
  );

  it.each(['application/grpc-web-text', 'application/grpc-web-text+proto'])(
    'a gRPC-Web call of %s is answered in base64',
    async (type) => {
      const body = Buffer.from(frame(message('7')).toString('base64'));
      const { headers, isBase64Encoded, frames, trailers } = await call(body, { type });
      expect([headers?.['Content-Type'], isBase64Encoded]).toEqual([type, undefined]);
      expect([readPayment(frames[0]?.[1]).paymentId, trailers]).toEqual(['7', { 'grpc-status': '0' }]);
    },
  );

  it('a gRPC-Web text call may consist of several padded base64 chunks', async () => {
    const bytes = frame(message('7'));
    const body = Buffer.from(bytes.subarray(0, 5).toString('base64') + bytes.subarray(5).toString('base64'));
    const { trailers } = await call(body, { type: 'application/grpc-web-text' });
    expect(trailers).toEqual({ 'grpc-status': '0' });
  });

  it('a gRPC-Web call may have JSON messages', async () => {
    const body = frame(Buffer.from('{"paymentId":"7"}'));
    const { headers, frames } = await call(body, { type: 'application/grpc-web+json' });
    expect(headers?.['Content-Type']).toBe('application/grpc-web+json');
    expect(JSON.parse(String(frames[0]?.[1]))).toMatchObject({ payment_id: '7', amount: '10.99' });
  });

  it('a failed gRPC-Web call is answered with HTTP 200 and trailers with the refusal code', async () => {
    const { statusCode, frames, trailers } = await call(frame(message('8')));
    expect([statusCode, frames.map(([flags]) => flags)]).toEqual([200, [0x80]]);
    expect(trailers).toEqual({
      'grpc-status': '5',
      'grpc-message': 'no payment has this id',
      'x-error-code': 'payment_not_found',
    });
  });

  it('a retryable gRPC-Web error has retry-after in its trailers', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const { trailers } = await call(frame(message('7')), { on: broken });
    expect(trailers).toMatchObject({ 'grpc-status': '14', 'retry-after': '1', 'x-error-code': 'store_unavailable' });
  });

  it('the message of a gRPC-Web error is percent-encoded', async () => {
    const body = frame(Buffer.from('{"metadata":{"constructor":"x"}}'));
    const method = '/payments.v1.PaymentService/RequestPayment';
    const { trailers } = await call(body, { type: 'application/grpc-web+json', to: requestPayment, method });
    expect(trailers['grpc-message']).toBe('"constructor" is not allowed as a key');
  });

  it.each([
    ['12', 'message_count', 'no message', Buffer.alloc(0)],
    ['12', 'message_count', 'trailers alone', frame(Buffer.from('a: b\r\n'), { flags: 0x80 })],
    ['12', 'message_count', 'two messages', Buffer.concat([frame(message('7')), frame(message('7'))])],
    ['12', 'message_count', 'three empty messages', Buffer.alloc(15)],
    ['3', 'invalid_frame', 'half a head', Buffer.alloc(4)],
    ['3', 'invalid_frame', 'less than it says', frame(message('7'), { length: 100 })],
    ['3', 'invalid_frame', 'more than it says', frame(message('7'), { length: 1 })],
    ['3', 'invalid_frame', 'a message and half a head', Buffer.concat([frame(message('7')), Buffer.alloc(3)])],
    ['3', 'invalid_frame', 'a flag that is none', frame(message('7'), { flags: 0x10 })],
    ['13', 'undeclared_compression', 'a compressed message without an encoding', frame(message('7'), { flags: 1 })],
    ['3', 'invalid_utf8', 'text that is not UTF-8', frame(Buffer.from('0a02c328', 'hex'))],
    ['3', 'invalid_protobuf', 'bytes that are no message', frame(Buffer.from('ff', 'hex'))],
    ['8', 'body_too_large', 'a long message', frame(Buffer.alloc(65_537))],
    ['8', 'body_too_large', 'a very long one', frame(Buffer.alloc(200_000))],
    ['3', 'card_number_not_accepted', 'a card number', frame(message('4111111111111111'))],
  ])('a gRPC-Web call fails with %s, %s, for %s', async (status, code, _what, body) => {
    const { statusCode, trailers } = await call(body);
    expect([statusCode, trailers['grpc-status'], trailers['x-error-code']]).toEqual([200, status, code]);
  });

  it('a gRPC-Web message may have 65,536 bytes', async () => {
    const unknownField = Buffer.concat([Buffer.from('7a fc ff 03'.replaceAll(' ', ''), 'hex'), Buffer.alloc(65_532)]);
    expect((await call(frame(unknownField))).trailers['x-error-code']).toBe('field_required');
  });

  it('a compressed gRPC-Web message is refused, with the accepted encoding', async () => {
    const { trailers } = await call(frame(message('7')), { headers: { 'Grpc-Encoding': 'gzip' } });
    expect(trailers).toMatchObject({ 'grpc-status': '12', 'grpc-accept-encoding': 'identity' });
  });

  it('invalid base64 of a gRPC-Web text call is refused', async () => {
    const { trailers } = await call(Buffer.from('!!!!'), { type: 'application/grpc-web-text' });
    expect(trailers).toMatchObject({ 'grpc-status': '3', 'x-error-code': 'invalid_base64' });
  });

  it.each([
    ['0m', '4', 'out_of_time'],
    ['0n', '4', 'out_of_time'],
    ['1', '3', 'timeout_invalid'],
    ['123456789m', '3', 'timeout_invalid'],
    ['-1S', '3', 'timeout_invalid'],
    ['5M', '0', undefined],
    ['1H', '0', undefined],
    ['10S', '0', undefined],
    ['500m', '0', undefined],
    ['99999999u', '0', undefined],
    ['99999999n', '0', undefined],
  ])('a gRPC-Web call with time-out %s ends with status %s', async (timeout, status, code) => {
    const { trailers } = await call(frame(message('7')), { headers: { 'Grpc-Timeout': timeout } });
    expect([trailers['grpc-status'], trailers['x-error-code']]).toEqual([status, code]);
  });
});
