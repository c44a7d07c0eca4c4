import 'aws-sdk-client-mock-vitest/extend';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceNotFoundException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { payment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const documents = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const store = payments({ send: dynamoSend(client)(() => 10_000) });
const lease = { owner: 'us', until: 1 };
const begun = payment({ status: 'processing', lease, outcome: undefined, settledBy: undefined, settledAt: undefined });

const answer = { message: 'arn:aws:dynamodb:eu-west-1:123456789012:table/x', $metadata: {} };
const named = (name: string) => Object.assign(new Error(answer.message), { name });
const refused = (stored?: object) =>
  new ConditionalCheckFailedException({
    ...answer,
    ...(stored ? { Item: marshall(stored, { removeUndefinedValues: true }) } : {}),
  });
const calls = [
  ['reading', () => store.get('p')],
  ['beginning', () => store.begin(begun)],
  ['beginning again', () => store.beginAgain(begun)],
  ['taking over', () => store.takeOver('p', 'them', lease)],
  ['settling', () => store.settle(begun, 'us', { status: 'completed', reference: 'r' }, 'now')],
  ['releasing', () => store.release('p', 'us')],
] as const;

beforeEach(() => {
  documents.reset();
});

describe('what DynamoDB fails at is a fault that the caller may retry', () => {
  it.each([
    ['throttling', new ProvisionedThroughputExceededException(answer)],
    ['throttling of another kind', named('ThrottlingException')],
    ['the account’s limit', new RequestLimitExceeded(answer)],
    ['an error inside', new InternalServerError(answer)],
    ['a conflict with a transaction', new TransactionConflictException(answer)],
    ['a table that is not there', new ResourceNotFoundException(answer)],
    ['no right to it', named('AccessDeniedException')],
    ['an expired token', named('ExpiredTokenException')],
    ['a time-out', named('TimeoutError')],
    ['our own deadline', new DOMException('aborted', 'AbortError')],
    ['a connection that is reset', Object.assign(named('Error'), { code: 'ECONNRESET' })],
  ])('%s', async (_what, fault) => {
    documents.rejects(fault);
    for (const [, call] of calls) {
      await expect(call()).rejects.toThrow(refusal('store_unavailable', { retryAfterSeconds: 1, cause: fault }));
      await expect(call()).rejects.not.toThrow(/arn:aws/);
    }
  });

  it.each([
    ['an expression that is wrong', named('ValidationException')],
    ['a value that cannot be written', named('SerializationException')],
    ['a bug', new TypeError('x is not a function')],
    ['a number that is out of range', new RangeError('x')],
  ])('but %s is our mistake, which no retry cures', async (_what, mistake) => {
    documents.rejects(mistake);
    for (const [, call] of calls) await expect(call()).rejects.toBe(mistake);
  });
});

describe('a condition that fails is an answer', () => {
  const stored = payment({ orderId: '7', metadata: { note: 'ok' } });

  it.each(calls.slice(1, 5))('when %s: the payment that was there instead', async (_what, call) => {
    documents.rejects(refused(itemOf(stored)));
    await expect(call()).resolves.toEqual({ won: false, stored });
  });

  it('with every digit of an amount that no float holds', async () => {
    const large = payment({ amount: { minor: 9999999999999999n, currency: 'UYW' as Currency } });
    documents.rejects(refused(itemOf(large)));
    await expect(store.begin(begun)).resolves.toMatchObject({ stored: { amount: { minor: 9999999999999999n } } });
  });

  it.each(calls.slice(1, 5))('when %s, and nothing was there', async (_what, call) => {
    documents.rejects(refused());
    await expect(call()).resolves.toEqual({ won: false, stored: undefined });
  });

  it('when releasing: somebody else has the lease by now, and that is that', async () => {
    documents.rejects(refused(itemOf(stored)));
    await expect(store.release('p', 'us')).resolves.toBeUndefined();
  });
});

describe('what is sent', () => {
  it('a payment is read consistently, and by nothing but its id', async () => {
    documents.on(GetCommand).resolves({});
    await expect(store.get('p')).resolves.toBeUndefined();
    expect(documents).toHaveReceivedCommandExactlyOnceWith(GetCommand, {
      TableName: 'payment-service-local-payments',
      Key: { id: 'p' },
      ConsistentRead: true,
    });
  });

  it('a payment is listed once it is decided, and not before', async () => {
    documents.on(PutCommand).resolves({});
    await store.begin(begun);
    await store.begin(payment());
    const [first, second] = documents.commandCalls(PutCommand).map(({ args }) => args[0].input.Item);
    expect(first).not.toHaveProperty('time_sort');
    expect(second).toMatchObject({ time_shard: '0', time_sort: `2026-11-21T11:00:00.123Z#${payment().id}` });
  });

  it('every write has a condition', async () => {
    documents.rejects(refused());
    for (const [, call] of calls.slice(1)) await call();
    const written = [...documents.commandCalls(PutCommand), ...documents.commandCalls(UpdateCommand)];
    expect(written).toHaveLength(5);
    for (const { args } of written) expect(args[0].input.ConditionExpression).toBeTruthy();
  });

  it.each([
    ['as soon as the time is up', 701],
    ['at once when no time is left', -5],
  ])('a call is given up %s', async (_when, remaining) => {
    const deaf = { send: (_command: unknown, { abortSignal }: { abortSignal: AbortSignal }) => aborted(abortSignal) };
    const { get } = payments({ send: dynamoSend(deaf as never)(() => remaining) });
    await expect(get('p')).rejects.toThrow(refusal('store_unavailable'));
  });
});

describe('a function that thaws past its time', () => {
  it.each([0, -1, -60_000])('sends nothing more with %i ms left', async (remaining) => {
    const sent: unknown[] = [];
    const documents = { send: async (command: unknown) => sent.push(command) };
    const { get } = payments({ send: dynamoSend(documents as never)(() => remaining) });
    await expect(get('p')).rejects.toThrow(refusal('store_unavailable'));
    expect(sent).toEqual([]);
  });
});

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
