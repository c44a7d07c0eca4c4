import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/workers/seal-days.ts';
import { sealHash } from '../../src/domain/seal.ts';
import { seals } from '../../src/store/seals.ts';
import { context } from '../support/event.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

const day = 86_400_000;
const run = (stage: LedgerStage) => handler.with(stage.io())({}, context);
const daysOf = (stage: LedgerStage) => Object.keys(stage.store.of('seal#0'));

describe('seal-days', () => {
  it('begins with the day before yesterday', async () => {
    const stage = new LedgerStage();
    await run(stage);
    expect(daysOf(stage)).toEqual(['2026-11-19']);
  });

  it('seals no day before its second day is over, and each once', async () => {
    const stage = new LedgerStage();
    await stage.pay('p1');
    await run(stage);
    stage.world.clock.advance(day);
    await run(stage);
    expect(daysOf(stage)).toEqual(['2026-11-19', '2026-11-20']);
    stage.world.clock.advance(day);
    await run(stage);
    const once = stage.store.of('seal#0');
    await run(stage);
    expect(stage.store.of('seal#0')).toEqual(once);
    expect(daysOf(stage)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21']);
  });

  it('seals no day within an hour of midnight, when its last events may be on their way to it', async () => {
    const stage = new LedgerStage();
    stage.world.clock.advance(Date.parse('2026-11-23T00:59:59.999Z') - stage.world.clock.now());
    await run(stage);
    expect(daysOf(stage)).toEqual(['2026-11-20']);
    stage.world.clock.advance(1);
    await run(stage);
    expect(daysOf(stage)).toEqual(['2026-11-20', '2026-11-21']);
  });

  it('seals the days of an outage one after another, empty ones as well, and chains them', async () => {
    const stage = new LedgerStage();
    await run(stage);
    await stage.pay('p1');
    stage.world.clock.advance(6 * day);
    await run(stage);
    const chain = await Promise.all(daysOf(stage).map((one) => seals(stage.io()).get(one, 0)));
    expect(chain.map((seal) => seal?.count)).toEqual([0, 0, 2, 0, 0, 0, 0]);
    expect(chain.slice(1).map((seal) => seal?.previous)).toEqual(
      chain.slice(0, -1).map((seal) => seal && sealHash(seal)),
    );
  });

  it('leaves the rest to another run that seals at the same time', async () => {
    const stage = new LedgerStage();
    await run(stage);
    stage.world.clock.advance(4 * day);
    await Promise.all([run(stage), run(stage)]);
    expect(daysOf(stage)).toEqual(['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']);
  });
});
