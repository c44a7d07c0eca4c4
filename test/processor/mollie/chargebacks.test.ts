import { describe, expect, it } from 'vitest';
import { eur } from '../contract.ts';
import { answered, MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn } from './mollie-bench.ts';

const charge = checkoutCharge();
const intent = { processor: 'mollie', account: 'own', id: 'tr_1' };
const captured = { amount: eur(2_500n), at: '2026-11-21T12:00:00.000Z' };

async function paid() {
  const mollie = new MemoryMollie();
  const { open, observeDisputes } = mollieOn(mollie.call);
  await open('k', charge);
  mollie.pay('tr_1', 'pays');
  return { mollie, look: () => observeDisputes?.(intent, charge, captured) };
}

describe('a chargeback at Mollie', () => {
  it('is lost, because its money is gone, and won once the bank has reversed it', async () => {
    const { mollie, look } = await paid();
    expect(await look()).toEqual([]);
    const chargeback = mollie.chargeBack('tr_1', '10.00');
    const lost = {
      id: chargeback.id,
      status: 'lost',
      escalated: true,
      amount: eur(1_000n),
      reason: 'AC01',
      evidenceDueBy: undefined,
      openedAt: '2026-11-28T12:00:00.000Z',
      closedAt: '2026-11-28T12:00:00.000Z',
    };
    expect(await look()).toEqual([lost]);
    chargeback.reversedAt = '2026-12-03T08:00:00+00:00';
    expect(await look()).toEqual([{ ...lost, status: 'won', closedAt: '2026-12-03T08:00:00.000Z' }]);
  });

  it('is found on every page, and the key is sent to no other address', async () => {
    const shown = (id: string) => ({
      id,
      amount: { currency: 'EUR', value: '1.00' },
      createdAt: '2026-11-28T12:00:00Z',
    });
    const page = (id: string, next?: string) => ({
      _embedded: { chargebacks: [shown(id)] },
      _links: { next: next ? { href: `https://elsewhere.example.com/x?from=${next}` } : null },
    });
    const pages = [page('chb_1', 'chb_2'), page('chb_2')];
    const urls: string[] = [];
    const { observeDisputes } = mollieOn(async (url) => {
      urls.push(url);
      return answered({ status: 200, body: pages.shift() });
    });
    expect((await observeDisputes?.(intent, charge, captured))?.map(({ id }) => id)).toEqual(['chb_1', 'chb_2']);
    expect(urls).toEqual([
      'https://api.mollie.com/v2/payments/tr_1/chargebacks?limit=250',
      'https://api.mollie.com/v2/payments/tr_1/chargebacks?limit=250&from=chb_2',
    ]);
  });

  it.each([
    ['without a date', { id: 'chb_1', amount: { currency: 'EUR', value: '1.00' }, createdAt: 'soon' }],
    ['of no amount', { id: 'chb_1', amount: { currency: 'EUR', value: '1' }, createdAt: '2026-11-28T12:00:00Z' }],
    ['that is no object', 'chb_1'],
  ])('%s decides nothing', async (_what, chargeback) => {
    const body = { _embedded: { chargebacks: [chargeback] }, _links: { next: null } };
    const { observeDisputes } = mollieOn(async () => answered({ status: 200, body }));
    await expect(observeDisputes?.(intent, charge, captured)).rejects.toMatchObject({ trouble: 'unknown' });
  });
});
