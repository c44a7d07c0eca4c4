import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/ledger/get-ledger-proof.ts';
import { handler as sealDays } from '../../functions/workers/seal-days.ts';
import { verifiesInclusion } from '../../src/domain/merkle.ts';
import { context } from '../support/event.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

const day = 86_400_000;
const hex = (text: string) => Buffer.from(text, 'hex');

async function withPayments(count: number) {
  const stage = new LedgerStage();
  for (let index = 1; index <= count; index++) await stage.pay(`p${index}`);
  return stage;
}
const seal = async (stage: LedgerStage) => {
  stage.world.clock.advance(2 * day);
  await sealDays.with(stage.io())({}, context);
};

describe('GET /v1/ledger/proofs/{entry_id}', () => {
  it('proves every event of a sealed day to whoever has the root', async () => {
    const stage = await withPayments(7);
    await seal(stage);
    for (let index = 1; index <= 7; index++) {
      const { status, json } = await stage.call(handler, `GET /v1/ledger/proofs/p${index}:payment.completed:0`);
      expect(status).toBe(200);
      const leaf = createHash('sha256').update(Buffer.of(0)).update(json.entry).digest();
      expect(leaf.toString('hex')).toBe(json.leaf);
      const { count, root } = json.seal;
      expect(verifiesInclusion({ leaf, index: json.index, count, proof: json.path.map(hex), root: hex(root) })).toBe(
        true,
      );
    }
  });

  it('answers 404 until the day is sealed', async () => {
    const { json } = await (await withPayments(1)).call(handler, 'GET /v1/ledger/proofs/p1:payment.completed:0');
    expect(json).toMatchObject({ status: 404, code: 'day_not_sealed' });
  });

  it.each(['p9:payment.completed:0', 'p1:payment.begun:0', 'nothing'])('answers 404 for %s', async (id) => {
    const stage = await withPayments(1);
    await seal(stage);
    const { json } = await stage.call(handler, `GET /v1/ledger/proofs/${id}`);
    expect(json).toMatchObject({ status: 404, code: 'entry_not_found' });
  });
});
