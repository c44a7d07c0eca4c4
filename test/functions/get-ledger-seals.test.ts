import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/ledger/get-ledger-seals.ts';
import { handler as sealDays } from '../../functions/workers/seal-days.ts';
import { context } from '../support/event.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

const day = 86_400_000;

async function sealed() {
  const stage = new LedgerStage();
  await stage.pay('p1');
  stage.world.clock.advance(2 * day);
  await sealDays.with(stage.io())({}, context);
  return stage;
}

describe('GET /v1/ledger/seals/{day}', () => {
  it('answers with the seals of a day, each with its hash', async () => {
    const { status, json } = await (await sealed()).call(handler, 'GET /v1/ledger/seals/2026-11-21');
    expect(status).toBe(200);
    expect(json.seals).toMatchObject([{ day: '2026-11-21', shard: 0, count: 2, previous: null }]);
    expect(json.seals[0].root).toMatch(/^[0-9a-f]{64}$/);
    expect(json.seals[0].sums).toEqual([
      { account: 'processor_receivable', currency: 'USD', amount: 9.99 },
      { account: 'refunds', currency: 'USD', amount: 1 },
      { account: 'sales', currency: 'USD', amount: -10.99 },
    ]);
  });

  it.each(['2026-11-22', '2026-11-20', 'yesterday', '2026-11-21T00:00:00Z'])('answers 404 for %s', async (name) => {
    const { json } = await (await sealed()).call(handler, `GET /v1/ledger/seals/${name}`);
    expect(json).toMatchObject({ status: 404, code: 'day_not_sealed' });
  });
});
