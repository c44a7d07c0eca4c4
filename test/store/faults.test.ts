import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  InternalServerError,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  RequestLimitExceeded,
  ResourceNotFoundException,
  ThrottlingException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import { operationClient } from '../../src/store/operation-client.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { dynamoError } from '../support/dynamo-errors.ts';
import { failedPayment, payment, processingPayment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

const client = new DynamoDBClient();
const sdk = mockClient(client);
const storeWithin = (remaining: number) => payments({ send: dynamoSend(operationClient(client))(() => remaining) });
const store = storeWithin(10_000);
const lease = { owner: 'us', until: 1 };
const begun = processingPayment({ lease });

const message = 'arn:aws:dynamodb:eu-west-1:123456789012:table/x';
const named = (name: string) => Object.assign(new Error(message), { name });
/** Parameters of the SDK's exceptions. */
const told = { message, $metadata: { attempts: 4 } };
const refused = (stored?: object) =>
  new ConditionalCheckFailedException({
    ...told,
    ...(stored && { Item: marshall(stored, { removeUndefinedValues: true }) }),
  });
const calls = [
  ['reading', () => store.get('p')],
  ['beginning', () => store.begin(begun)],
  ['beginning again', () => store.beginAgain(begun)],
  ['taking over', () => store.takeOver('p', 'them', lease)],
  [
    'settling',
    () => store.settle(begun, 'us', { status: 'completed', reference: 'r' }, { at: 'now', dueAt: undefined }),
  ],
  ['releasing', () => store.release('p', 'us')],
] as const;

beforeEach(() => {
  sdk.reset();
  sdk.onAnyCommand().resolves({});
});

describe('what DynamoDB fails at is a fault that the caller may retry', () => {
  it.each([
    ['throttling', new ProvisionedThroughputExceededException(told)],
    ['throttling of another kind', new ThrottlingException(told)],
    ['the account’s limit', new RequestLimitExceeded(told)],
    ['an error inside', new InternalServerError(told)],
    ['an answer without a code', dynamoError('Unknown', { message, httpStatusCode: 502 })],
    ['a page of something in between', new SyntaxError(`Unexpected token '<' of ${message}`)],
    ['a conflict with a transaction', new TransactionConflictException(told)],
    ['a table that is not there', new ResourceNotFoundException(told)],
    ['no right to it', dynamoError('AccessDeniedException', { message })],
    ['an expired token', dynamoError('ExpiredTokenException', { message })],
    ['a time-out', named('TimeoutError')],
    ['our own deadline', new DOMException('aborted', 'AbortError')],
    ['a connection that is reset', Object.assign(named('Error'), { code: 'ECONNRESET' })],
  ])('%s', async (_what, fault) => {
    sdk.rejects(fault);
    for (const [, call] of calls) {
      await expect(call()).rejects.toThrow(refusal('store_unavailable', { retryAfterSeconds: 1, cause: fault }));
      await expect(call()).rejects.not.toThrow(/arn:aws/);
    }
  });

  it.each([
    ['an expression that is wrong', dynamoError('ValidationException')],
    ['a value that cannot be written', dynamoError('SerializationException')],
    ['a bug', new TypeError('x is not a function')],
    ['a number that is out of range', new RangeError('x')],
  ])('but %s is our mistake, which no retry cures', async (_what, mistake) => {
    sdk.rejects(mistake);
    for (const [, call] of calls) await expect(call()).rejects.toBe(mistake);
  });
});

describe('a condition that fails is an answer', () => {
  const stored = payment({ orderId: '7', metadata: { note: 'ok' } });

  it.each(calls.slice(1, 5))('when %s: the payment that was there instead', async (_what, call) => {
    sdk.rejects(refused(itemOf(stored)));
    await expect(call()).resolves.toEqual(stored);
  });

  it('with every digit of an amount that no float holds', async () => {
    const large = payment({ amount: { minor: 9999999999999999n, currency: 'UYW' as Currency } });
    sdk.rejects(refused(itemOf(large)));
    await expect(store.begin(begun)).resolves.toMatchObject({ amount: { minor: 9999999999999999n } });
  });

  it.each(calls.slice(1, 5))('when %s, and nothing was there', async (_what, call) => {
    sdk.rejects(refused());
    await expect(call()).resolves.toBeUndefined();
  });

  it('when releasing: somebody else has the lease by now, and that is that', async () => {
    sdk.rejects(refused(itemOf(stored)));
    await expect(store.release('p', 'us')).resolves.toBeUndefined();
  });
});

describe('what is sent', () => {
  it('a payment is read consistently, and by nothing but its id', async () => {
    await expect(store.get('p')).resolves.toBeUndefined();
    const input = { TableName: 'payment-service-local-payments', Key: { id: { S: 'p' } }, ConsistentRead: true };
    expect(sdk.calls().map(({ args }) => args[0].input)).toEqual([input]);
    expect(sdk.commandCalls(GetItemCommand)).toHaveLength(1);
  });

  it('a payment is listed once it is decided, and not before', async () => {
    await store.begin(begun);
    await store.begin(failedPayment());
    const [first, second] = sdk.commandCalls(PutItemCommand).map(({ args }) => args[0].input.Item);
    expect(first).not.toHaveProperty('time_sort');
    const time_sort = { S: `2026-11-21T11:00:00.123Z#${payment().id}` };
    expect(second).toMatchObject({ time_shard: { S: '0' }, time_sort });
  });

  it('every write has a condition', async () => {
    sdk.rejects(refused());
    for (const [, call] of calls.slice(1)) await call();
    const inputs = sdk.calls().map(({ args }) => args[0].input);
    expect(inputs).toHaveLength(5);
    for (const input of inputs) expect(input).toMatchObject({ ConditionExpression: expect.stringMatching(/./) });
  });

  it.each([
    ['2.5 s, however much time is left', 60_000, 2_500],
    ['what is left without the reserve', 1_700, 1_000],
    ['a moment, when nothing is left but the reserve', 700, 1],
  ])('a call has %s', async (_what, remaining, withinMs) => {
    const send = vi.fn(async () => ({}));
    await payments({ send: dynamoSend({ send })(() => remaining) }).get('p');
    expect(send).toHaveBeenCalledWith(expect.anything(), { withinMs });
  });

  it('a call that nobody answers in time is a fault', async () => {
    sdk.onAnyCommand().callsFake(() => new Promise(() => {}));
    await expect(storeWithin(701).get('p')).rejects.toThrow(refusal('store_unavailable'));
  });
});

describe('a function that thaws past its time', () => {
  it.each([0, -1, -60_000])('sends nothing more with %i ms left', async (remaining) => {
    await expect(storeWithin(remaining).get('p')).rejects.toThrow(refusal('store_unavailable'));
    expect(sdk.calls()).toEqual([]);
  });
});
