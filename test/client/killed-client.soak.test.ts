import { describe, expect, it } from 'vitest';
import { memoryKeys } from '../../client/keys/memory.ts';
import { CrashingClients } from '../support/crashing-client.ts';
import { moments } from '../support/killable-process.ts';
import { buy } from '../support/purchase.ts';
import { seeded } from '../support/random.ts';

const purchases = 10_000;
const perWorld = 500;

/** Up to three crashes of each purchase, at any await, and faults of the network besides. Returns the charges per purchase. */
async function buyMany(
  seed: number,
  store: 'kept' | 'forgotten',
): Promise<Readonly<{ charges: number[]; crashed: number }>> {
  const random = seeded(seed);
  const clients = new CrashingClients();
  clients.faults = () =>
    random.pick(['none', 'none', 'none', 'request lost', 'answer lost', 'refused with 503'] as const);
  let crashed = 0;
  for (let number = 0; number < perWorld; number++) {
    const keys = memoryKeys();
    const crashes = Array.from({ length: 1 + random.whole(3) }, () => ({
      atAwait: 1 + random.whole(9),
      moment: random.pick(moments),
    }));
    const { result, crashed: times } = await buy(
      clients,
      `purchase-${number}`,
      () => (store === 'kept' ? keys : memoryKeys()),
      crashes,
    );
    expect(result.status).toBe('paid');
    crashed += times;
  }
  return { charges: [...clients.charges.values()].map(({ size }) => size), crashed };
}

describe('clients that are killed at random awaits', () => {
  it(`charge each of ${purchases} purchases once`, async () => {
    let kills = 0;
    for (let seed = 0; seed < purchases / perWorld; seed++) {
      const { charges, crashed } = await buyMany(seed, 'kept');
      expect(charges).toHaveLength(perWorld);
      expect(charges.filter((count) => count !== 1)).toEqual([]);
      kills += crashed;
    }
    expect(kills).toBeGreaterThan(purchases);
  });

  it('charge some purchases twice if their keys die with them, so the test would notice', async () => {
    const { charges } = await buyMany(1, 'forgotten');
    expect(charges.filter((count) => count > 1).length).toBeGreaterThan(50);
  });
});
