import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { GetItem, type Operation, type PutItem } from '../../src/runtime/operations.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import type { DynamoClient } from '../../src/store/dynamo-client.ts';
import { DynamoError } from '../../src/store/dynamo-error.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { conditionFailed } from '../support/dynamo-errors.ts';
import { failedPayment, payment, processingPayment } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';

let sent: Operation[] = [];
let answered: () => object = () => ({});
const client: DynamoClient = {
  send: async (operation) => {
    sent.push(operation as Operation);
    return { ...answered() };
  },
};
const rejects = (error: unknown) => {
  answered = () => {
    throw error;
  };
};
const store = payments({ send: dynamoSend(client)(() => 10_000) });
const lease = { owner: 'us', until: 1 };
const begun = processingPayment({ lease });

const message = 'arn:aws:dynamodb:eu-west-1:123456789012:table/x';
const named = (name: string) => Object.assign(new Error(message), { name });
const told = (name: string, httpStatusCode = 400) => new DynamoError(name, { message, httpStatusCode });
const refused = (stored?: object) => conditionFailed(stored && marshall(stored, { removeUndefinedValues: true }));
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
  sent = [];
  answered = () => ({});
});

describe('what DynamoDB fails at is a fault that the caller may retry', () => {
  it.each([
    ['throttling', told('ProvisionedThroughputExceededException')],
    ['throttling of another kind', told('ThrottlingException')],
    ['the account’s limit', told('RequestLimitExceeded')],
    ['an error inside', told('InternalServerError', 500)],
    ['a page of something in between', told('HTTP 502', 502)],
    ['a conflict with a transaction', told('TransactionConflictException')],
    ['a table that is not there', told('ResourceNotFoundException')],
    ['no right to it', told('AccessDeniedException')],
    ['an expired token', told('ExpiredTokenException')],
    ['a time-out', named('TimeoutError')],
    ['our own deadline', new DOMException('aborted', 'AbortError')],
    ['a connection that is reset', Object.assign(named('Error'), { code: 'ECONNRESET' })],
  ])('%s', async (_what, fault) => {
    rejects(fault);
    for (const [, call] of calls) {
      await expect(call()).rejects.toThrow(refusal('store_unavailable', { retryAfterSeconds: 1, cause: fault }));
      await expect(call()).rejects.not.toThrow(/arn:aws/);
    }
  });

  it.each([
    ['an expression that is wrong', told('ValidationException')],
    ['a value that cannot be written', told('SerializationException')],
    ['a bug', new TypeError('x is not a function')],
    ['a number that is out of range', new RangeError('x')],
  ])('but %s is our mistake, which no retry cures', async (_what, mistake) => {
    rejects(mistake);
    for (const [, call] of calls) await expect(call()).rejects.toBe(mistake);
  });
});

describe('a condition that fails is an answer', () => {
  const stored = payment({ orderId: '7', metadata: { note: 'ok' } });

  it.each(calls.slice(1, 5))('when %s: the payment that was there instead', async (_what, call) => {
    rejects(refused(itemOf(stored)));
    await expect(call()).resolves.toEqual(stored);
  });

  it('with every digit of an amount that no float holds', async () => {
    const large = payment({ amount: { minor: 9999999999999999n, currency: 'UYW' as Currency } });
    rejects(refused(itemOf(large)));
    await expect(store.begin(begun)).resolves.toMatchObject({ amount: { minor: 9999999999999999n } });
  });

  it.each(calls.slice(1, 5))('when %s, and nothing was there', async (_what, call) => {
    rejects(refused());
    await expect(call()).resolves.toBeUndefined();
  });

  it('when releasing: somebody else has the lease by now, and that is that', async () => {
    rejects(refused(itemOf(stored)));
    await expect(store.release('p', 'us')).resolves.toBeUndefined();
  });
});

describe('what is sent', () => {
  it('a payment is read consistently, and by nothing but its id', async () => {
    await expect(store.get('p')).resolves.toBeUndefined();
    const input = { TableName: 'payment-service-local-payments', Key: { id: 'p' }, ConsistentRead: true };
    expect(sent).toEqual([new GetItem(input)]);
  });

  it('a payment is listed once it is decided, and not before', async () => {
    await store.begin(begun);
    await store.begin(failedPayment());
    const [first, second] = sent.map((operation) => (operation as PutItem).input.Item);
    expect(first).not.toHaveProperty('time_sort');
    expect(second).toMatchObject({ time_shard: '0', time_sort: `2026-11-21T11:00:00.123Z#${payment().id}` });
  });

  it('every write has a condition', async () => {
    rejects(refused());
    for (const [, call] of calls.slice(1)) await call();
    expect(sent).toHaveLength(5);
    for (const { input } of sent) expect(input).toMatchObject({ ConditionExpression: expect.stringMatching(/./) });
  });

  it.each([
    ['as soon as the time is up', 701],
    ['at once when no time is left', -5],
  ])('a call is given up %s', async (_when, remaining) => {
    const deaf: DynamoClient = { send: (_operation, { abortSignal }) => aborted(abortSignal) };
    const { get } = payments({ send: dynamoSend(deaf)(() => remaining) });
    await expect(get('p')).rejects.toThrow(refusal('store_unavailable'));
  });
});

describe('a function that thaws past its time', () => {
  it.each([0, -1, -60_000])('sends nothing more with %i ms left', async (remaining) => {
    const { get } = payments({ send: dynamoSend(client)(() => remaining) });
    await expect(get('p')).rejects.toThrow(refusal('store_unavailable'));
    expect(sent).toEqual([]);
  });
});

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
