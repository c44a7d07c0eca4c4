import { describe, expect, it } from 'vitest';
import { mostBodyCharacters, mostRequests, requestHistory, type SentRequest } from '../../explorer/history.ts';

/** Storage in memory, as a browser has it. */
function memoryStorage(content: Record<string, string> = {}) {
  const items = new Map(Object.entries(content));
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

const request: SentRequest = {
  at: '2026-11-28T10:00:00.000Z',
  operationId: 'createPayment',
  method: 'POST',
  path: '/v1/payments',
  status: 201,
  parameters: { 'Idempotency-Key': 'try-1234567890123456' },
  body: '{"amount": 25.00}',
};

describe('the history of the explorer', () => {
  it('requests are kept newest first, with the digits of their amounts', () => {
    const history = requestHistory(memoryStorage(), 'h');
    history.add(request);
    history.add({ ...request, status: 402 });
    expect(history.all().map(({ status }) => status)).toEqual([402, 201]);
    expect(history.all()[0]?.body).toContain('25.00');
    expect(history.all()[0]?.parameters).toEqual(request.parameters);
    history.clear();
    expect(history.all()).toEqual([]);
  });

  it('only the latest requests are kept, and no long body', () => {
    const history = requestHistory(memoryStorage(), 'h');
    const body = JSON.stringify({ note: 'x'.repeat(mostBodyCharacters) });
    for (let at = 0; at < mostRequests + 10; at++) history.add({ ...request, body, status: at });
    expect(history.all()).toHaveLength(mostRequests);
    expect(history.all()[0]).toMatchObject({ status: mostRequests + 9 });
    expect(history.all()[0]?.body).toBeUndefined();
  });

  it.each<[string, Partial<SentRequest>]>([
    ['an API key in a header', { parameters: { 'X-Api-Key': 'hush-hush' } }],
    ['a signature', { parameters: { Authorization: 'AWS4 hush-hush' } }],
    ['a secret field', { body: '{"amount": 1, "client_secret": "hush-hush"}' }],
    ['a secret in a nested field', { body: '{"metadata": {"api_key": "hush-hush"}}' }],
    ['a card number', { body: '{"payment_method": "4242 4242 4242 4242", "metadata": {"note": "x"}}' }],
    ['a card number as a number', { body: '{"payment_method": 4242424242424242}' }],
    ['a card number in the path', { path: '/v1/payments/4242424242424242', parameters: { id: '4242424242424242' } }],
    ['a URL with a password', { body: '{"url": "https://me:hush-hush@example.com/"}' }],
    ['a body that is no object', { body: 'hush-hush' }],
  ])('%s is not kept', (_, change) => {
    const storage = memoryStorage();
    requestHistory(storage, 'h').add({ ...request, ...change });
    expect([...storage.items.values()].join()).not.toMatch(/hush|4242/);
    expect(requestHistory(storage, 'h').all()).toHaveLength(1);
  });

  it.each(['{', 'null', '{"a": 1}', '[1, null, {"at": 1}]'])(
    'stored text %s of another version is passed over',
    (text) => {
      expect(requestHistory(memoryStorage({ h: text }), 'h').all()).toEqual([]);
    },
  );

  it('a browser without storage keeps nothing, and the page goes on', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    const history = requestHistory({ getItem: refuse, setItem: refuse, removeItem: refuse }, 'h');
    history.add(request);
    history.clear();
    expect(history.all()).toEqual([]);
  });
});
