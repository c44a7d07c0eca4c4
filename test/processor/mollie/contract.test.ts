import type { Currency } from '../../../src/domain/currency.ts';
import { describeProcessor } from '../contract.ts';
import { losing } from '../losing.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { mollieOn, returnUrl } from './mollie-bench.ts';

describeProcessor('Mollie, as documented', async () => {
  const mollie = new MemoryMollie();
  const { call, network } = losing(mollie.call);
  return {
    processor: mollieOn(call),
    tokens: { pays: undefined, declines: undefined, asks: undefined },
    checkout: async ({ id }, card) => mollie.pay(id, card),
    required: { returnUrl },
    expire: ({ id }) => mollie.expire(id),
    carryOutRefunds: () => mollie.carryOut(),
    books: async ({ id }) => mollie.books(id),
    refundByHand: async ({ id }, minor) => mollie.refundByHand(id, (Number(minor) / 100).toFixed(2)).id,
    customer: undefined,
    network,
    unsendable: { minor: 1_000n, currency: 'KWD' as Currency },
  };
});
