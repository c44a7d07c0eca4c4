import { describe, expect, it, vi } from 'vitest';
import type { KeyStore } from '../../client/keys/key-store.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { UnansweredError } from '../../client/payment-client.ts';
import { collected } from '../support/collected.ts';
import { problem, type Scripted, worldClient } from '../support/world-client.ts';

const request = { amount: '25.00', currency: 'EUR' } as const;
const once = { key: 'order-7' };
const lost = new TypeError('fetch failed');

describe('the results of a payment', () => {
  it.each([
    ['paid', {}, 'paid'],
    ['authorized', { capture: false }, 'authorized'],
    ['declined', { payment_method: 'pm_declined' }, 'declined'],
    ['refused', { currency: 'XXX' }, 'refused'],
  ] as const)('are told apart: %s', async (_name, more, status) => {
    const { payments } = worldClient();
    const result = await payments.pay({ ...request, ...more }, once);
    expect(result.status).toBe(status);
    if (result.status === 'declined') expect(result.code).toBe('card_declined');
    if (result.status === 'refused') expect(result.code).toBe('currency_invalid');
  });

  it('have amounts with all their digits, and ids as text', async () => {
    const { payments } = worldClient();
    const result = await payments.pay({ amount: '123456789012.50', currency: 'EUR', order_id: 7 }, once);
    expect(result).toMatchObject({ status: 'paid', payment: { amount: '123456789012.50', order_id: '7' } });
  });

  it('have a payment that is pending while the customer has to act', async () => {
    const { payments } = worldClient([
      Response.json(
        { payment_id: 'p', status: 'PENDING', amount: 1, next_action: { type: 'in_app' } },
        { status: 201 },
      ),
    ]);
    expect((await payments.pay(request, once)).status).toBe('pending');
  });

  it('are replays when the key was used before', async () => {
    const { payments } = worldClient();
    const first = await payments.pay(request, once);
    expect(await payments.pay(request, once)).toEqual({ ...first, isReplay: true });
    expect(await payments.pay({ ...request, amount: '26.00' }, once)).toMatchObject({
      status: 'refused',
      code: 'idempotency_key_reused',
      problem: { mismatched: ['amount'] },
    });
  });
});

describe('an intent', () => {
  it('keeps its key, so that a second call gets the first payment', async () => {
    const { payments, sent } = worldClient();
    const first = await payments.pay(request, { intent: 'order-7' });
    const second = await payments.pay(request, { intent: 'order-7' });
    expect(second).toEqual({ ...first, isReplay: true });
    expect(sent.map(([, { headers }]) => headers['Idempotency-Key'])).toEqual(['key-0', 'key-0']);
  });

  it('of a refund is another one than that of a payment of the same name', async () => {
    const { payments } = worldClient();
    const paid = await payments.pay(request, { intent: 'order-7' });
    if (paid.status !== 'paid') throw new Error('not paid');
    const refund = () => payments.refund(paid.payment.payment_id, { amount: '5.25' }, { intent: 'order-7' });
    const first = await refund();
    expect(first).toMatchObject({ status: 'refunded', refund: { refund_amount: '5.25', refundable_amount: '19.75' } });
    expect(await refund()).toEqual({ ...first, isReplay: true });
  });

  it('of a refund of one payment is refused for another, which gets nothing', async () => {
    const { payments, sent } = worldClient([lost], { deadlineMs: 1 });
    const once = { intent: 'return-9' };
    await expect(payments.refund('41', { amount: '5.00' }, once)).rejects.toThrow(UnansweredError);
    await expect(payments.refund('42', { amount: '5.00' }, once)).rejects.toThrow(
      'intent return-9 is of /v1/payments/41/refund',
    );
    expect(sent).toHaveLength(1);
  });

  it('whose request was changed stays, and is resumed as it was sent', async () => {
    const real = memoryKeys();
    const failures = [new Error('no space left')];
    const answered: typeof real.answered = (stored) => {
      const failure = failures.pop();
      return failure === undefined ? real.answered(stored) : Promise.reject(failure);
    };
    const { payments } = worldClient([], { keys: { ...real, answered } });
    await payments.pay(request, { intent: 'order-7' });
    const changed = await payments.pay({ ...request, amount: '26.00' }, { intent: 'order-7' });
    expect(changed).toMatchObject({ status: 'refused', code: 'idempotency_key_reused' });
    expect(await collected(payments.resume())).toMatchObject([{ intent: 'order-7', result: { status: 'paid' } }]);
  });

  it('cannot be named without a key store', async () => {
    const { payments, sent } = worldClient([], { keys: undefined as never });
    await expect(payments.pay(request, { intent: 'order-7' })).rejects.toThrow('need a KeyStore');
    expect(sent).toEqual([]);
  });

  it('is resumed once it was sent and not answered, with the stored request', async () => {
    const { payments, sent } = worldClient([lost, 'hangs', lost, lost], { deadlineMs: 1_000 });
    await expect(payments.pay(request, { intent: 'order-7' })).rejects.toThrow(UnansweredError);
    const attempts = sent.length;
    const resumed = await collected(payments.resume());
    expect(resumed).toMatchObject([{ command: 'pay', intent: 'order-7', result: { status: 'paid' } }]);
    expect(sent.at(-1)?.[1].body).toBe(sent[0]?.[1].body);
    expect(sent.length).toBeGreaterThan(attempts);
    expect(await collected(payments.resume())).toEqual([]);
  });

  it('that is still unanswered does not keep resume() from the others', async () => {
    const { payments } = worldClient([lost, lost, lost, problem(400, 'amount_required')], { deadlineMs: 1 });
    const unanswered = ['a', 'b'].map((intent) => payments.pay(request, { intent }).catch((error: unknown) => error));
    for (const error of await Promise.all(unanswered)) expect(error).toBeInstanceOf(UnansweredError);
    const seen: string[] = [];
    const resume = async () => {
      for await (const { intent, result } of payments.resume()) seen.push(`${intent} ${result.status}`);
    };
    await expect(resume()).rejects.toThrow('1 requests are still unanswered');
    expect(seen).toEqual(['b refused']);
  });

  it('is resumed although another one in the key store cannot be read', async () => {
    const memory = memoryKeys();
    const unreadable = new Error('a file is cut off');
    const keys: KeyStore = {
      ...memory,
      async *unanswered() {
        yield* memory.unanswered();
        throw unreadable;
      },
    };
    const { payments } = worldClient([lost, lost, lost], { deadlineMs: 1, keys });
    for (const intent of ['a', 'b']) await expect(payments.pay(request, { intent })).rejects.toThrow(UnansweredError);
    const seen: string[] = [];
    const resume = async () => {
      for await (const { intent, result } of payments.resume()) seen.push(`${intent} ${result.status}`);
    };
    await expect(resume()).rejects.toMatchObject({ errors: [{ name: 'UnansweredError' }, unreadable] });
    expect(seen).toEqual(['b paid']);
  });
});

describe('a request is sent again, with the same key,', () => {
  it.each<[name: string, first: Scripted, pause: number]>([
    ['when the connection fails', lost, 100],
    ['when the answer does not come in time', 'hangs', 100],
    ['when a proxy answers with a page', new Response('<html>', { status: 502 }), 100],
    ['when a body is cut off', new Response('{"payment_id": "p', { status: 201 }), 100],
    ['after 503, once Retry-After has passed', problem(503, 'store_unavailable', { 'Retry-After': '2' }), 2_000],
    [
      'after 503 with a date',
      problem(503, 'store_unavailable', { 'Retry-After': 'Sat, 21 Nov 2026 12:00:07 GMT' }),
      7_000,
    ],
    ['after 429', problem(429, 'rate_limited'), 100],
    ['after 500', problem(500, 'internal_error'), 100],
    ['while an earlier attempt runs', problem(409, 'idempotency_key_in_use', { 'Retry-After': '1' }), 1_000],
    ['while an earlier attempt runs, and a proxy drops Retry-After', problem(409, 'idempotency_key_in_use'), 100],
  ])('%s', async (_name, first, pause) => {
    const { payments, pauses, sent } = worldClient([first]);
    expect(await payments.pay(request, once)).toMatchObject({ status: 'paid', isReplay: false });
    expect(pauses).toEqual([pause]);
    expect(sent.map(([, { headers }]) => headers['Idempotency-Key'])).toEqual(['order-7', 'order-7']);
  });

  it('with growing pauses, until the deadline', async () => {
    const { payments, pauses } = worldClient(Array(40).fill(lost), { deadlineMs: 10_000 });
    const failure = await payments.pay(request, once).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UnansweredError', key: 'order-7' });
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_500, 2_500]);
  });

  it('but not past the deadline, however long the service asks to wait', async () => {
    const { payments, pauses } = worldClient([problem(503, 'store_unavailable', { 'Retry-After': '3600' })]);
    await expect(payments.pay(request, once)).rejects.toThrow('store_unavailable');
    expect(pauses).toEqual([]);
  });
});

describe('a request is not sent again', () => {
  it.each([
    [400, 'amount_required'],
    [404, 'trip_not_found'],
    [409, 'trip_already_paid'],
    [422, 'idempotency_key_reused'],
  ])('after %i %s', async (status, code) => {
    const { payments, sent } = worldClient([problem(status, code)]);
    expect(await payments.pay(request, once)).toMatchObject({ status: 'refused', code });
    expect(sent).toHaveLength(1);
  });

  it('to a server that is not the service', async () => {
    const { payments, sent } = worldClient([new Response('<html>', { status: 404 })]);
    await expect(payments.pay(request, once)).rejects.toThrow('is this its address?');
    expect(sent).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('of the sender does not hide that an earlier attempt may have been done', async () => {
    const { payments } = worldClient([lost, problem(403, 'not_authenticated')]);
    const failure = await payments.pay(request, { intent: 'order-7' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UnansweredError', problem: { code: 'not_authenticated' } });
  });

  it('of the sender decides nothing even if this process sent nothing before: another one may share its keys', async () => {
    const { payments } = worldClient([problem(403, 'not_authenticated')]);
    const failure = await payments.pay(request, { intent: 'order-7' }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'UnansweredError', problem: { code: 'not_authenticated' } });
    const resumed = [];
    for await (const one of payments.resume()) resumed.push(one.result.status);
    expect(resumed).toEqual(['paid']);
  });

  it('of the sender is one of a read', async () => {
    const { payments } = worldClient([problem(403, 'not_authenticated')]);
    await expect(payments.get('1')).rejects.toMatchObject({ name: 'RefusedError', code: 'not_authenticated' });
  });

  it('for now is told when the deadline comes first', async () => {
    const trip = problem(409, 'trip_payment_authorized', { 'Retry-After': '86400' });
    const { payments } = worldClient([trip]);
    expect(await payments.pay(request, { intent: 'trip-7' })).toMatchObject({ code: 'trip_payment_authorized' });
  });
});

describe('the other commands', () => {
  const authorized = async () => {
    const client = worldClient();
    const result = await client.payments.pay({ ...request, capture: false }, once);
    if (result.status !== 'authorized') throw new Error(result.status);
    return { ...client, id: result.payment.payment_id };
  };

  it('capture a part of an authorized payment, in minor units', async () => {
    const { payments, id } = await authorized();
    const captured = await payments.capture(id, { amount: { minor: 2_000, currency: 'EUR' } }, { intent: 'shipped-7' });
    expect(captured).toMatchObject({ status: 'paid', payment: { captured_amount: '20.00' } });
  });

  it.each([
    [{ amount: { minor: 5, currency: 'JPY' } }, { amount: '5', currency: 'JPY' }],
    [{ amount: { minor: 5n, currency: 'JPY' } }, { amount: '5', currency: 'JPY' }],
    [
      { amount: '5.00', currency: 'JPY' },
      { amount: '5.00', currency: 'JPY' },
    ],
    [{ currency: 'JPY' }, { currency: 'JPY' }],
  ])('name the currency of %o if they know it, which is refused for a payment in EUR', async (amount, body) => {
    const { payments, sent, id } = await authorized();
    const inYen = { status: 'refused', code: 'currency_mismatch', problem: { payment_currency: 'EUR' } };
    expect(await payments.capture(id, amount, { intent: 'in yen' })).toMatchObject(inYen);
    expect(await payments.refund(id, amount, { intent: 'in yen' })).toMatchObject(inYen);
    expect(sent.slice(1).map(([, request]) => JSON.parse(request.body ?? ''))).toEqual([body, body]);
    expect(await payments.get(id)).toMatchObject({ amount: '25.00', refunded_amount: '0.00' });
  });

  it('name no currency that they do not know', async () => {
    const { payments, sent, id } = await authorized();
    await payments.capture(id, { amount: '20.00' }, { intent: 'shipped-7' });
    expect(sent.at(-1)?.[1].body).toBe('{"amount":"20.00"}');
  });

  it('cancel an authorized payment', async () => {
    const { payments, id } = await authorized();
    expect((await payments.cancel(id, { intent: 'order-7' })).status).toBe('cancelled');
    expect(await payments.capture(id, {}, { intent: 'late' })).toMatchObject({
      status: 'refused',
      code: 'wrong_state',
    });
  });

  it('tell a declined refund', async () => {
    const { payments } = worldClient();
    const paid = await payments.pay({ ...request, payment_method: 'pm_refund_declined' }, once);
    if (paid.status !== 'paid') throw new Error(paid.status);
    expect((await payments.refund(paid.payment.payment_id, {}, { key: 'refund' })).status).toBe('declined');
  });

  it('read a payment, its key and its list of pages', async () => {
    const page = (ids: string[], next: string | null) =>
      Response.json({ payments: ids.map((payment_id) => ({ payment_id })), next_cursor: next });
    const { payments, sent } = worldClient([page(['a', 'b'], 'c1'), page([], 'c2'), page(['c'], null)]);
    const listed = await collected(payments.list({ status: 'SUCCESS', limit: 2 }));
    expect(listed.map(({ payment_id }) => payment_id)).toEqual(['a', 'b', 'c']);
    expect(sent.map(([url]) => new URL(url).search)).toEqual([
      '?status=SUCCESS&limit=2',
      '?status=SUCCESS&limit=2&cursor=c1',
      '?status=SUCCESS&limit=2&cursor=c2',
    ]);
    const paid = await payments.pay(request, { key: 'a key, with a comma' });
    if (paid.status !== 'paid') throw new Error(paid.status);
    expect(await payments.get(paid.payment.payment_id)).toEqual(paid.payment);
    expect(await payments.lookUp('a key, with a comma')).toMatchObject({ status: 'succeeded', payment: paid.payment });
    await expect(payments.get('unknown')).rejects.toMatchObject({ name: 'RefusedError', code: 'payment_not_found' });
  });

  it('read every page in a browser that does not know the size of a query', async () => {
    const size = vi.spyOn(URLSearchParams.prototype, 'size', 'get').mockReturnValue(undefined as never);
    const page = (next: string | null) => Response.json({ payments: [], next_cursor: next });
    const { payments, sent } = worldClient([page('c1'), page(null)]);
    await collected(payments.list()).finally(() => size.mockRestore());
    expect(sent.map(([url]) => new URL(url).search)).toEqual(['', '?cursor=c1']);
  });

  it.each([[25], [{ minor: 25.5 }], [undefined], [null]])(
    'refuse the amount %j before anything is sent',
    async (amount) => {
      const { payments, sent } = worldClient();
      await expect(payments.pay({ amount: amount as never }, once)).rejects.toThrow('an amount is text such as');
      expect(sent).toEqual([]);
    },
  );

  it.each(['', ' a', 'ü', 'a'.repeat(256)])('refuse the key "%s" before anything is sent', async (key) => {
    const { payments, sent } = worldClient();
    await expect(payments.pay(request, { key })).rejects.toThrow(/^a key has|^no key or intent: $/);
    expect(sent).toEqual([]);
  });
});
