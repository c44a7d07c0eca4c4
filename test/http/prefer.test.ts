import { describe, expect, it } from 'vitest';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { preferredWaitMs } from '../../src/http/prefer.ts';
import { requestOf } from '../../src/http/request.ts';
import { call } from '../support/call.ts';
import { proxyEvent } from '../support/event.ts';
import { World } from '../support/world.ts';

const preferring = (value: string | readonly string[]) =>
  requestOf(proxyEvent('POST /v1/payments', { headers: { Prefer: value } }));

describe('waiting for a concurrent request', () => {
  it.each([
    ['wait=0', 0],
    ['wait=1', 1_000],
    ['wait=10', 10_000],
    ['wait=99', 10_000],
    ['wait="5"', 5_000],
    ['wait="5', 2_000],
    ['Wait=3', 3_000],
    ['respond-async, wait=5', 5_000],
    ['wait=5; x=1', 5_000],
    ['handling=lenient;wait=5', 5_000],
    ['respond-async', 2_000],
    ['wait', 2_000],
    ['wait=', 2_000],
    ['wait=-1', 2_000],
    ['wait=1.5', 2_000],
    ['wait=100', 10_000],
    ['wait=99999999999999999999', 10_000],
    ['wait=abc', 2_000],
    ['await=5', 2_000],
  ])('Prefer: %s waits %d ms', (value, ms) => {
    expect(preferredWaitMs(preferring(value))).toBe(ms);
  });

  it('the default wait is two seconds', () => {
    expect(preferredWaitMs(preferring([]))).toBe(2_000);
  });

  it('an RPC, which waits longer or shorter by default, does as it is asked', () => {
    expect(preferredWaitMs(preferring([]), 3_000)).toBe(3_000);
    expect(preferredWaitMs(preferring('wait=1'), 3_000)).toBe(1_000);
  });

  it('a wait on the first of two Prefer headers is read', () => {
    expect(preferredWaitMs(preferring(['wait=0', 'respond-async']))).toBe(0);
  });
});

describe('Preference-Applied', () => {
  const pay = (amount: string, headers: Record<string, string>) =>
    call(createPayment, new World(), 'POST /v1/payments', { body: { amount, idempotency_key: 'k1' }, headers });

  it.each([
    ['wait=3', 'wait=3'],
    ['wait=100', 'wait=10'],
    ['respond-async, wait=0', 'wait=0'],
  ])('Preference-Applied for Prefer: %s is %s, on success and on refusal', async (prefer, applied) => {
    for (const amount of ['5.00', '-5.00']) {
      expect((await pay(amount, { Prefer: prefer })).headers).toMatchObject({ 'Preference-Applied': applied });
    }
  });

  it.each(['respond-async', 'wait=soon'])('there is no Preference-Applied for Prefer: %s', async (prefer) => {
    expect((await pay('5.00', { Prefer: prefer })).headers).not.toHaveProperty('Preference-Applied');
  });
});
