import { describe, expect, it } from 'vitest';
import { importer } from '../../src/domain/payment.ts';
import { placesOf } from '../../src/projections/places.ts';
import { failedPayment, payment, processingPayment } from '../support/payments.ts';
import { changeOf, processingRefund, refund, refundsOf } from '../support/stream.ts';

const of = { id: 'p', createdAt: '2026-11-21T11:00:00.000Z', customerId: 'c', orderId: 'o' };
const intent = { processor: 'stripe', account: 'own', id: 'pi_3NkX' };
const named = (changes: Parameters<typeof placesOf>[0]) => placesOf(changes).map(({ by, value }) => `${by} ${value}`);

describe('places by which a payment is found', () => {
  it.each([
    ['begins it: none', [changeOf(undefined, processingPayment(of))], []],
    ['pays it: all', [changeOf(processingPayment(of), payment(of))], ['customer c', 'order o', 'reference PAY-1']],
    ['declines it: no reference', [changeOf(processingPayment(of), failedPayment(of))], ['customer c', 'order o']],
    [
      'refuses it, because its trip was paid: none',
      [changeOf(processingPayment(of), failedPayment(of, 'trip_already_paid'))],
      [],
    ],
    ['imports it: all', [changeOf(undefined, payment(of))], ['customer c', 'order o', 'reference PAY-1']],
    [
      'imports it with an intent: its reference and its intent',
      [changeOf(undefined, payment({ ...of, settledBy: importer, intent }))],
      ['customer c', 'order o', 'reference PAY-1', 'reference pi_3NkX'],
    ],
    [
      'names its intent after it was imported: the intent',
      [changeOf(payment({ ...of, settledBy: importer }), payment({ ...of, settledBy: importer, intent }))],
      ['reference pi_3NkX'],
    ],
    [
      'imports it with an intent that is its reference: once',
      [changeOf(undefined, payment({ ...of, settledBy: importer, intent: { ...intent, id: 'PAY-1' } }))],
      ['customer c', 'order o', 'reference PAY-1'],
    ],
    [
      'pays it by an intent: its reference, which its processor gave',
      [changeOf(processingPayment({ ...of, intent }), payment({ ...of, intent }))],
      ['customer c', 'order o', 'reference PAY-1'],
    ],
    ['changes it later: none', [changeOf(payment(of), payment({ ...of, refundedMinor: 1n }))], []],
    [
      'begins a refund: the refund',
      [changeOf(payment(of), payment({ ...of, refunds: refundsOf(processingRefund()) }))],
      ['refund r1'],
    ],
    [
      'ends a refund: none',
      [
        changeOf(
          payment({ ...of, refunds: refundsOf(processingRefund()) }),
          payment({ ...of, refunds: refundsOf(refund()) }),
        ),
      ],
      [],
    ],
  ])('a change that %s', (_what, changes, expected) => {
    expect(named(changes)).toEqual(expected);
  });
});
