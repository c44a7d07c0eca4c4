import { describe, expect, it } from 'vitest';
import { dynamoDbKeys } from '../../client/keys/dynamodb.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { PaymentClient } from '../../client/payment-client.ts';
import { sigV4 } from '../../client/sigv4.ts';
import { gatewayResponses, saying } from '../../lib/gateway-responses.ts';
import { answering, type Reply, ScriptedServer } from '../support/scripted-server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUt/K7MDENG' };
const request = { amount: '25.00', currency: 'EUR' } as const;
/** This machine's clock is half an hour behind that of AWS. */
const now = () => Date.parse('2026-11-29T12:00:00Z');
const date = 'Sun, 29 Nov 2026 12:30:00 GMT';
const serverTime = '20261129T123000Z';
const clientTime = '20261129T120000Z';

const expired = 'Signature expired: 20261129T120000Z is now earlier than 20261129T122500Z (20261129T123000Z - 5 min.)';
const early =
  'Signature not yet current: 20261129T130000Z is still later than 20261129T123500Z (20261129T123000Z + 5 min.)';
const wrong = 'The request signature we calculated does not match the signature you provided.';

/** As API Gateway refuses a signature. */
const refusing = (body: unknown, headers: Record<string, string> = { Date: date }): Reply =>
  answering(403, body, { 'x-amzn-ErrorType': 'InvalidSignatureException', ...headers });
const paid = answering(201, { payment_id: 'p', status: 'SUCCESS', amount: 25 });
const notAllowed = answering(403, { code: 'not_authenticated', detail: 'the caller may not pay' });

async function started() {
  const server = await ScriptedServer.started();
  const authorize = sigV4({ region: 'eu-west-1', credentials, now });
  const pauses: number[] = [];
  const sleep = (ms: number, aborted?: AbortSignal) => {
    if (aborted) return new Promise<void>(() => {});
    pauses.push(ms);
    return Promise.resolve();
  };
  const payments = new PaymentClient({ url: server.url.href, authorize, keys: memoryKeys(), io: { sleep } });
  return { server, payments, pauses, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const headersOf = ({ received }: ScriptedServer, name: string) => received.map(({ headers }) => headers[name]);

describe('a signature that AWS refuses for its time', () => {
  it.each([
    ['expired', { message: expired }],
    ['not yet current', { message: early }],
    ['too skewed', '<Error><Code>RequestTimeTooSkewed</Code></Error>'],
  ])('(%s) is made again by the clock of AWS, with the same key and without a pause', async (_name, body) => {
    await using world = await started();
    const { server, payments, pauses } = world;
    server.replies = [refusing(body), paid];
    const result = await payments.pay(request, { intent: 'order-7' });
    expect(result.status).toBe('paid');
    expect(headersOf(server, 'x-amz-date')).toEqual([clientTime, serverTime]);
    expect(headersOf(server, 'idempotency-key')).toEqual([result.key, result.key]);
    expect(pauses).toEqual([]);
  });

  it.each(['INVALID_SIGNATURE', 'EXPIRED_TOKEN'])(
    'is made again after the answer %s of a deployed stage',
    async (type) => {
      await using world = await started();
      const { server, payments } = world;
      const { templates } = gatewayResponses.find((one) => one.type.responseType === type) ?? {};
      server.replies = [refusing(JSON.parse(saying(templates?.['application/json'] ?? '', expired))), paid];
      expect((await payments.pay(request, { intent: 'order-7' })).status).toBe('paid');
    },
  );

  it('corrects the clock for all later requests', async () => {
    await using world = await started();
    const { server, payments } = world;
    server.replies = [refusing({ message: expired }), paid];
    for (const intent of ['order-7', 'order-8']) await payments.pay(request, { intent });
    expect(headersOf(server, 'x-amz-date')).toEqual([clientTime, serverTime, serverTime]);
  });

  it('is made again once: a clock that AWS refuses, too, does not help', async () => {
    await using world = await started();
    const { server, payments } = world;
    server.replies = [refusing({ message: expired })];
    await expect(payments.pay(request, { intent: 'order-7' })).rejects.toThrow('HTTP 403');
    expect(server.received).toHaveLength(2);
  });

  it('is followed by one for another reason, which leaves the request unanswered', async () => {
    await using world = await started();
    const { server, payments } = world;
    server.replies = [refusing({ message: expired }), notAllowed];
    await expect(payments.pay(request, { intent: 'order-7' })).rejects.toMatchObject({
      name: 'UnansweredError',
      problem: { code: 'not_authenticated' },
    });
  });

  it.each<[name: string, reply: Reply]>([
    ['is wrong for another reason', refusing({ message: wrong })],
    [
      'comes without the time of AWS',
      (response) => {
        response.sendDate = false;
        refusing({ message: expired }, {})(response, { method: '', url: '', headers: {}, body: '' });
      },
    ],
    ['comes with a date that is none', refusing({ message: expired }, { Date: 'soon' })],
  ])('is not made again if it %s', async (_name, reply) => {
    await using world = await started();
    const { server, payments } = world;
    server.replies = [reply];
    await expect(payments.pay(request, { intent: 'order-7' })).rejects.toThrow('HTTP 403');
    expect(server.received).toHaveLength(1);
  });

  it('is made again for the key store in DynamoDB, too', async () => {
    await using server = await ScriptedServer.started();
    const keys = dynamoDbKeys({ table: 'keys', region: 'eu-west-1', endpoint: server.url.href, credentials, now });
    const refusal = { __type: 'com.amazon.coral.service#InvalidSignatureException', message: expired };
    server.replies = [answering(400, refusal, { Date: date }), answering(200, {})];
    const stored = { command: 'pay', intent: 'order-7', key: 'k', path: '/v1/payments' } as const;
    expect(await keys.claim(stored)).toEqual(stored);
    expect(headersOf(server, 'x-amz-date')).toEqual([clientTime, serverTime]);
    server.replies = [answering(400, refusal, { Date: date })];
    await expect(keys.answered(stored)).rejects.toThrow('Signature expired');
    expect(server.received).toHaveLength(4);
  });
});
