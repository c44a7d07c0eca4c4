import { describe, expect, it } from 'vitest';
import type { Currency } from '../../../src/domain/currency.ts';
import type { Charge } from '../../../src/processor/port.ts';
import { refusal } from '../../support/refusals.ts';
import { eur, trouble } from '../contract.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn, returnUrl } from './mollie-bench.ts';

const key = 'pay:p-1:0:0';

/** The request that opens a payment. */
async function sentFor(but: Partial<Charge> = {}) {
  const mollie = new MemoryMollie();
  await mollieOn(mollie.call).open(key, checkoutCharge({ paymentId: 'p-1', ...but }));
  const [request] = mollie.requests;
  return { ...request, parameters: JSON.parse(request?.body ?? '') };
}

describe('what Mollie is sent', () => {
  it('creates a payment that its customer pays, and leads back to ours', async () => {
    const { url, method, headers, parameters } = await sentFor({ metadata: { basket: 'b-7' }, generation: 2 });
    expect([method, url]).toEqual(['POST', 'https://api.mollie.com/v2/payments']);
    expect(parameters).toEqual({
      amount: { currency: 'EUR', value: '25.00' },
      description: 'Payment p-1',
      redirectUrl: returnUrl,
      method: 'creditcard',
      sequenceType: 'oneoff',
      captureMode: 'automatic',
      metadata: { payment_id: 'p-1', generation: '2', payment_service: 'test', basket: 'b-7' },
    });
    expect(headers).toEqual({
      Accept: 'application/json',
      'Accept-Encoding': 'identity',
      Authorization: 'Bearer test_123',
      'Content-Type': 'application/json',
      'Idempotency-Key': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
    });
  });

  it.each<[string, Partial<Charge>, object]>([
    ['is captured later', { captureLater: true }, { captureMode: 'manual' }],
    ['is of a known customer', { customer: 'cst_1' }, { customerId: 'cst_1', sequenceType: 'oneoff' }],
    ['has words for the statement', { statementDescriptor: 'ORDER 7' }, { description: 'ORDER 7' }],
    ['is by a wallet', { method: 'wallet' }, { method: ['applepay', 'paypal'] }],
  ])('creates a payment that %s', async (_what, but, parameters) => {
    expect((await sentFor(but)).parameters).toMatchObject(parameters);
  });

  it.each<[string, Partial<Charge>, Parameters<typeof refusal>]>([
    ['cash', { method: 'cash' }, ['field_invalid', { field: '/method' }]],
    ['UPI', { method: 'upi' }, ['field_invalid', { field: '/method' }]],
    // Mollie may take the money when it is given one, before the payment is claimed.
    ['a card token', { token: 'tkn_UqAvArS3gw' }, ['field_invalid', { field: '/payment_method' }]],
    ['a mandate', { token: 'mdt_1', offSession: true }, ['field_invalid', { field: '/payment_method' }]],
    ['a request that cannot ask its customer', { mayAskCustomer: false }, ['field_invalid', {}]],
    ['no way back from the checkout', { returnUrl: undefined }, ['field_required', { field: '/return_url' }]],
    ['a hold on a wallet', { method: 'wallet', captureLater: true }, ['field_invalid', { field: '/capture' }]],
    ['dinars', { amount: { minor: 1_000n, currency: 'KWD' as Currency } }, ['currency_invalid', {}]],
  ])('is nothing at all for %s', async (_what, but, expected) => {
    const mollie = new MemoryMollie();
    await expect(mollieOn(mollie.call).open(key, checkoutCharge(but))).rejects.toEqual(refusal(...expected));
    expect(mollie.requests).toEqual([]);
  });

  it('WooCommerce#2339: a retry has the same key, and a changed fare another one', async () => {
    const keyOf = async (but: Partial<Charge>) => (await sentFor(but)).headers?.['Idempotency-Key'];
    const first = await keyOf({});
    await expect(keyOf({})).resolves.toBe(first);
    await expect(keyOf({ amount: eur(2_600n) })).resolves.not.toBe(first);
    await expect(keyOf({ metadata: { basket: 'b-8' } })).resolves.not.toBe(first);
  });

  it('holds as much metadata as Mollie keeps, and always what is ours', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`name-${index}`, 'ü'.repeat(20)]));
    const { parameters } = await sentFor({ metadata: { payment_id: 'x', ...many } });
    expect(parameters.metadata).toMatchObject({ payment_id: 'p-1', generation: '0', 'name-0': 'ü'.repeat(20) });
    const bytes = Buffer.byteLength(JSON.stringify(parameters.metadata));
    expect(bytes).toBeGreaterThan(900);
    expect(bytes).toBeLessThanOrEqual(1_000);
  });

  it('goes to another address where one is set, and with its key nowhere else', async () => {
    const mollie = new MemoryMollie();
    const { open, observeRefund } = mollieOn(mollie.call, { url: 'http://localhost:8430' });
    const charge = checkoutCharge();
    const intent = await open(key, charge);
    await observeRefund(intent, charge, { id: 'r-1', attempt: 0, amount: eur(1n) });
    expect(mollie.requests.map(({ url }) => url)).toEqual([
      'http://localhost:8430/v2/payments',
      'http://localhost:8430/v2/payments/tr_1/refunds?limit=250',
    ]);
  });
});

describe('a key at Mollie', () => {
  const charge = checkoutCharge({ paymentId: 'p-1' });

  it('that is repeated leads to the same payment', async () => {
    const mollie = new MemoryMollie();
    const { open } = mollieOn(mollie.call);
    const { id } = await open(key, charge);
    await expect(open(key, charge)).resolves.toMatchObject({ id });
    expect(mollie.payments.size).toBe(1);
  });

  it('that leads to a payment which is over is a contradiction: the replayed answer is an old one', async () => {
    const mollie = new MemoryMollie();
    const { open } = mollieOn(mollie.call);
    const { id } = await open(key, charge);
    mollie.expire(id);
    await expect(open(key, charge)).rejects.toEqual(trouble('contradiction'));
  });

  it('that was forgotten leads to an orphan, whose checkout nobody learns', async () => {
    const mollie = new MemoryMollie();
    const { open } = mollieOn(mollie.call);
    const first = await open(key, charge);
    mollie.forgetKeys();
    const orphan = await open(key, charge);
    expect(orphan).not.toEqual(first);
    expect(orphan).toEqual({ processor: 'mollie', account: 'own', id: 'tr_2' });
  });

  it('whose first request failed is of no use: another key is', async () => {
    const mollie = new MemoryMollie();
    const { open } = mollieOn(mollie.call);
    mollie.answerWith500();
    await expect(open(key, charge)).rejects.toEqual(trouble('unknown'));
    await expect(open(key, charge)).rejects.toEqual(trouble('unknown'));
    await expect(open('random', charge)).resolves.toMatchObject({ id: 'tr_2' });
  });
});
