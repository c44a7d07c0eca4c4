import { describe, expect, it } from 'vitest';
import { collected } from '../support/collected.ts';
import { worldClient } from '../support/world-client.ts';

const request = { amount: '25.00', currency: 'EUR' } as const;

/** A value as a program without types may pass it. */
const untyped = (value: unknown) => value as never;

describe('a command of a program without types', () => {
  it.each([
    ['refund', undefined],
    ['capture', undefined],
    ['cancel', undefined],
    ['refund', ''],
    ['capture', null],
    ['cancel', 7],
  ] as const)('%s of the payment %s is refused, and nothing is stored or sent', async (command, id) => {
    const { payments, sent } = worldClient();
    const once = { intent: 'x' };
    const called =
      command === 'cancel'
        ? payments.cancel(untyped(id), once)
        : payments[command](untyped(id), { amount: '3.00' }, once);
    await expect(called).rejects.toThrow(/^no id: /);
    expect([sent, await collected(payments.resume())]).toEqual([[], []]);
  });

  it.each([
    ['has neither', {}, 'give a key or intent'],
    ['has nothing', undefined, 'give a key or intent'],
    ['has an intent that is undefined', { intent: undefined }, 'give a key or intent'],
    ['has a misspelt intent', { intnet: 'order-7' }, 'give a key or intent'],
    ['has both', { intent: 'order-7', key: 'k' }, 'give a key or intent'],
    ['has an empty intent', { intent: '' }, 'no key or intent: '],
    ['has no text as intent', { intent: null }, 'no key or intent: null'],
    ['has no text as key', { key: null }, 'no key or intent'],
  ])('that %s is refused, and nothing is stored or sent', async (_how, once, message) => {
    const { payments, sent } = worldClient();
    await expect(payments.pay(request, untyped(once))).rejects.toThrow(message);
    expect([sent, await collected(payments.resume())]).toEqual([[], []]);
  });
});

it.each(['get', 'getRefund', 'lookUp', 'timeline'] as const)(
  '%s without an id is refused, and nothing is sent',
  async (read) => {
    const { payments, sent } = worldClient();
    await expect(payments[read](untyped(undefined))).rejects.toThrow(/^no id: undefined$/);
    expect(sent).toEqual([]);
  },
);
