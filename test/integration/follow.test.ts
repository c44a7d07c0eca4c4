import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../support/client.ts';
import { parseExposition } from '../support/exposition.ts';
import { openOwnTarget, run, type Target } from '../support/target.ts';

let target: Target;
let api: ReturnType<typeof clientOf>;

beforeAll(async () => {
  target = await openOwnTarget({ seed: false });
  api = clientOf(target.url);
});
afterAll(() => target.close());

/** Streams are delivered within a second here, but take 25 s on an idle LocalStack. */
const soon = { timeout: 90_000, interval: 250 };

async function chargedCents(): Promise<number> {
  const families = parseExposition((await api.get('/metrics')).text);
  const samples = [...families.values()].flatMap((family) => family.samples);
  return samples.filter(({ labels }) => labels.currency === 'CLF').reduce((sum, { value }) => sum + value, 0);
}

describe('the stream of payments', () => {
  it('results in a notification and higher counters', async () => {
    const before = await chargedCents();
    const body = JSON.stringify({ amount: '0.0001', currency: 'CLF', idempotency_key: `follow-${run}` });
    const { status, json } = await api.post('/v1/payments', body);
    expect(status).toBe(201);
    await expect
      .poll(async () => (await clientOf(target.notifications).get('/v1/notifications')).text, soon)
      .toContain(`"payment_id":"${json.payment_id}"`);
    await expect.poll(chargedCents, soon).toBeGreaterThan(before);
  });
});
