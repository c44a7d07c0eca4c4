import {
  type DescMessage,
  fromBinary,
  fromJson,
  fromJsonString,
  toBinary,
  toJson,
  toJsonString,
} from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { paymentsV1, paymentV1 } from '../../generated/messages.ts';
import * as customers from '../../generated/proto/payment/v1/payment_pb.ts';
import * as services from '../../generated/proto/payments/v1/payments_pb.ts';
import type { MessageTable } from '../../src/contracts/message.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { decodeBinary, encodeBinary } from '../../src/rpc/binary.ts';
import { decodeJson, encodeJson } from '../../src/rpc/json.ts';
import type { RequestTable } from '../../src/rpc/request-message.ts';
import { seeded } from '../support/random.ts';
import { randomMessage } from '../support/random-messages.ts';
import { refusal } from '../support/refusals.ts';

const rounds = Array.from({ length: 200 }, (_none, round) => round);

const requests: readonly (readonly [string, RequestTable, DescMessage])[] = [
  ['CreatePaymentRequest', paymentV1.CreatePayment.input, customers.CreatePaymentRequestSchema],
  ['ProcessPaymentRequest', paymentV1.ProcessPayment.input, customers.ProcessPaymentRequestSchema],
  ['HealthCheckRequest', paymentV1.HealthCheck.input, customers.HealthCheckRequestSchema],
  ['RequestPaymentRequest', paymentsV1.RequestPayment.input, services.RequestPaymentRequestSchema],
];

const answers: readonly (readonly [string, MessageTable, DescMessage])[] = [
  ['CreatePaymentResponse', paymentV1.CreatePayment.output, customers.CreatePaymentResponseSchema],
  ['GetPaymentResponse of customers', paymentV1.GetPayment.output, customers.GetPaymentResponseSchema],
  ['ProcessPaymentResponse', paymentV1.ProcessPayment.output, customers.ProcessPaymentResponseSchema],
  ['GetPaymentResponse of services', paymentsV1.GetPayment.output, services.GetPaymentResponseSchema],
];

/** The JSON form of a message, in which both libraries are compared. */
const plain = (message: object) =>
  JSON.parse(JSON.stringify(message, (_name, value) => (typeof value === 'bigint' ? String(value) : value)));
const asProtobuf = (schema: DescMessage, message: object) => fromJson(schema, plain(message));
const withDefaults = { useProtoFieldName: true, alwaysEmitImplicit: true };
const jsonObject = (text: string) => parseStrictJson(text) as JsonObject;

describe.each(requests)('%s', (_name, table, schema) => {
  it('a request is decoded from the bytes and JSON that protobuf-es writes', () => {
    for (const seed of rounds) {
      const message = randomMessage(table, seeded(seed));
      const written = asProtobuf(schema, message);
      expect(decodeBinary(table, toBinary(schema, written))).toEqual(message);
      expect(decodeJson(table, jsonObject(toJsonString(schema, written)))).toEqual(message);
      expect(decodeJson(table, jsonObject(toJsonString(schema, written, withDefaults)))).toEqual(message);
    }
  });
});

describe.each([...requests, ...answers])('%s', (_name, table, schema) => {
  it('a message is encoded to bytes and JSON that protobuf-es reads', () => {
    for (const seed of rounds) {
      const message = randomMessage(table, seeded(seed)) as never;
      const wanted = toJson(schema, asProtobuf(schema, message), withDefaults);
      expect(toJson(schema, fromBinary(schema, encodeBinary(table, message)), withDefaults)).toEqual(wanted);
      expect(toJson(schema, fromJsonString(schema, encodeJson(table, message)), withDefaults)).toEqual(wanted);
    }
  });

  it('a message is encoded to the same bytes as by protobuf-es', () => {
    for (const seed of rounds) {
      const message = randomMessage(table, seeded(seed)) as never;
      expect(Buffer.from(encodeBinary(table, message)).toString('hex')).toBe(
        Buffer.from(toBinary(schema, asProtobuf(schema, message))).toString('hex'),
      );
    }
  });
});

const { input: table } = paymentsV1.RequestPayment;
const schema = services.RequestPaymentRequestSchema;
const valid = Buffer.from(
  encodeBinary(table, {
    amount_minor: 1250n,
    currency: 'USD',
    order_id: 'order-123',
    idempotency_key: 'key-0001',
    metadata: { note: 'né', b: '' },
  }),
);

/** Decodes bytes to a message or a refusal; anything else that is thrown fails the test. */
function ours(bytes: Uint8Array): object | 'refused' {
  try {
    return decodeBinary(table, bytes);
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function theirs(bytes: Uint8Array): object | 'refused' {
  try {
    const read = fromBinary(schema, bytes);
    const { amountMinor, currency, orderId, idempotencyKey, metadata } = read;
    return { amount_minor: amountMinor, currency, order_id: orderId, idempotency_key: idempotencyKey, metadata };
  } catch {
    return 'refused';
  }
}

describe('damaged bytes', () => {
  it('bytes truncated anywhere are a message or refused, as by protobuf-es', () => {
    for (let end = 0; end < valid.length; end++) {
      const bytes = valid.subarray(0, end);
      const read = ours(bytes);
      if (read !== 'refused') expect(read).toEqual(theirs(bytes));
      else expect([theirs(bytes), end]).toEqual(['refused', end]);
    }
  });

  it('bytes with any one byte changed are a message or refused', () => {
    const random = seeded(7);
    for (let round = 0; round < 5_000; round++) {
      const bytes = Buffer.from(valid);
      for (let damage = 0; damage <= random.whole(3); damage++) bytes[random.whole(bytes.length)] = random.whole(256);
      const read = ours(bytes);
      if (read !== 'refused') expect(read).toEqual(theirs(bytes));
    }
  });

  it('random bytes are a message or refused', () => {
    const random = seeded(11);
    for (let round = 0; round < 5_000; round++) {
      const bytes = Buffer.from(random.hex(2 * random.whole(40)), 'hex');
      const read = ours(bytes);
      if (read !== 'refused') expect(read).toEqual(theirs(bytes));
    }
  });
});

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('the binary form of a message', () => {
  const whole = decodeBinary(table, valid);

  it.each([
    ['a varint', '78 9601'],
    ['64 bits', '79 0000000000000000'],
    ['text', '7a 03 616263'],
    ['a group', '7b 08 01 7c'],
    ['32 bits', '7d 00000000'],
  ])('an unknown field with %s is skipped', (_kind, hex) => {
    expect(decodeBinary(table, Buffer.concat([bytes(hex), valid, bytes(hex)]))).toEqual(whole);
  });

  it('the last value of a repeated scalar field wins', () => {
    expect(decodeBinary(table, bytes('08 01 08 02 12 01 41 12 01 42'))).toMatchObject({
      amount_minor: 2n,
      currency: 'B',
    });
  });

  it('the last value of a repeated map entry wins, and omitted parts have their defaults', () => {
    const read = decodeBinary(table, bytes('2a 06 0a01 61 1201 31  2a 06 0a01 61 1201 32  2a 03 0a01 62  2a 00'));
    expect(read.metadata).toEqual({ a: '2', b: '', '': '' });
  });

  it('an empty message has all defaults', () => {
    const defaults = { amount_minor: 0n, currency: '', order_id: '', idempotency_key: '', metadata: {} };
    expect(decodeBinary(table, new Uint8Array())).toEqual(defaults);
  });

  it.each([
    ['invalid_protobuf', 'field number 0', '00 01'],
    ['invalid_protobuf', 'a wire type that is none', '0f'],
    ['invalid_protobuf', 'the end of a group that did not begin', '7c'],
    ['invalid_protobuf', 'a varint of eleven bytes', '08 ffffffffffffffffffff 01'],
    ['invalid_protobuf', 'an end in a varint', '08 80'],
    ['invalid_protobuf', 'text that is longer than the rest', '12 7f 41'],
    ['invalid_protobuf', 'text of 4 GB', '12 ffffffff0f 41'],
    ['invalid_protobuf', 'an entry whose text is longer than the entry', '2a 03 0a05 61 4142434445'],
    ['invalid_protobuf', 'groups a hundred deep', '7b'.repeat(200)],
    ['invalid_utf8', 'text that is not UTF-8', '12 02 c328'],
    ['invalid_utf8', 'half a surrogate pair', '12 03 eda080'],
    ['invalid_utf8', 'a name that is not UTF-8', '2a 04 0a02 c328'],
    ['field_invalid', 'a number where text must be', '10 01'],
    ['field_invalid', 'text where a number must be', '0a 01 31'],
    ['field_invalid', 'a number in an entry', '2a 02 08 01'],
    ['forbidden_key', 'a name that means something to JavaScript', '2a 0b 0a09 5f5f70726f746f5f5f'],
  ] as const)('bytes are refused as %s for %s', (code, _what, hex) => {
    expect(() => decodeBinary(table, bytes(hex))).toThrow(refusal(code));
  });
});

describe('the JSON form of a message', () => {
  const read = (json: string) => decodeJson(table, jsonObject(json));

  it.each([
    ['camelCase', '{"amountMinor": "1250", "orderId": "o"}', { amount_minor: 1250n, order_id: 'o' }],
    ['a number', '{"amount_minor": 1250}', { amount_minor: 1250n }],
    ['a number with a point', '{"amount_minor": 1250.0}', { amount_minor: 1250n }],
    ['the largest, as text', '{"amount_minor": "9223372036854775807"}', { amount_minor: 2n ** 63n - 1n }],
    ['the smallest, as text', '{"amount_minor": "-9223372036854775808"}', { amount_minor: -(2n ** 63n) }],
    [
      'null',
      '{"amount_minor": null, "currency": null, "metadata": null}',
      { amount_minor: 0n, currency: '', metadata: {} },
    ],
    ['an unknown field', '{"currency": "USD", "else": {"a": [1]}}', { currency: 'USD' }],
    ['nothing', '{}', { amount_minor: 0n, currency: '', order_id: '', idempotency_key: '', metadata: {} }],
  ])('JSON with %s is decoded as by protobuf-es', (_what, json, wanted) => {
    expect(read(json)).toMatchObject(wanted);
    expect(read(json)).toEqual(theirs(toBinary(schema, fromJsonString(schema, json, { ignoreUnknownFields: true }))));
  });

  it.each([
    ['field_invalid', 'a number beyond 64 bits', '{"amount_minor": 9223372036854775808}'],
    ['field_invalid', 'a much longer one', `{"amount_minor": ${'9'.repeat(2000)}}`],
    ['field_invalid', 'a number with a fraction', '{"amount_minor": 12.5}'],
    ['field_invalid', 'text that is no number', '{"amount_minor": "12x"}'],
    ['field_invalid', 'empty text for a number', '{"amount_minor": ""}'],
    ['field_invalid', 'a boolean for a number', '{"amount_minor": true}'],
    ['field_invalid', 'a number for text', '{"currency": 1}'],
    ['field_invalid', 'a list for a map', '{"metadata": []}'],
    ['field_invalid', 'a number in a map', '{"metadata": {"a": 1}}'],
    ['field_invalid', 'null in a map', '{"metadata": {"a": null}}'],
    ['duplicate_key', 'both spellings of a name', '{"order_id": "o", "orderId": "o"}'],
    ['duplicate_key', 'both spellings, one of them null', '{"order_id": null, "orderId": "o"}'],
  ] as const)('JSON is refused as %s for %s, as by protobuf-es', (code, _what, json) => {
    expect(() => read(json)).toThrow(refusal(code));
    expect(() => fromJsonString(schema, json)).toThrow();
  });

  it('JSON may contain the largest int64, which protobuf-es reads as a float', () => {
    expect(read('{"amount_minor": 9223372036854775807}')).toMatchObject({ amount_minor: 2n ** 63n - 1n });
  });

  it('JSON is encoded with default values, and with 64-bit numbers as strings', () => {
    const text = encodeJson(table, {
      amount_minor: 0n,
      currency: '',
      order_id: 'o',
      idempotency_key: '',
      metadata: {},
    });
    expect(text).toBe('{"amount_minor":"0","currency":"","order_id":"o","idempotency_key":"","metadata":{}}');
  });
});
