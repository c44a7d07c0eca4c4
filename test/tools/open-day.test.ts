import { describe, expect, it } from 'vitest';
import { sealDays } from '../../src/commands/seal-days.ts';
import { seals } from '../../src/store/seals.ts';
import { atStart, backfillPage } from '../../tools/data/backfill-events.ts';
import { reconcileReport } from '../../tools/data/reconcile-settlement.ts';
import { recordMissed } from '../../tools/data/record-missed-events.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';

type Tool = (stage: Pick<LedgerEngine, 'client' | 'tables'>, now: number) => Promise<unknown>;

describe('a tool that posts into the ledger', () => {
  it.each<[string, Tool]>([
    [
      'npm run reconcile',
      (stage, now) =>
        reconcileReport([], { ...stage, processor: 'simulated', indexShards: 1, missingAfterDays: 5, now }),
    ],
    [
      'npm run events -- record',
      (stage, now) => recordMissed({ since: '2026-11-21' }, { ...stage, indexShards: 1, now: () => now }),
    ],
    [
      'npm run events -- backfill',
      (stage, now) => backfillPage({ next: undefined, counts: atStart }, { ...stage, indexShards: 1, now }),
    ],
  ])('refuses to date anything into a sealed day, on a machine whose clock is behind: %s', async (_name, run) => {
    await using engine = await LedgerEngine.started();
    const now = engine.world.clock.now();
    await expect(run(engine, now)).resolves.toBeDefined();
    engine.world.clock.advance(3 * 86_400_000);
    const io = engine.io();
    await sealDays({ seals: seals(io), io });
    await expect(run(engine, now)).rejects.toThrow('the stage has sealed 2026-11-22');
    await expect(run(engine, now + 86_400_000)).rejects.toThrow('Nothing was posted');
    await expect(run(engine, now + 3 * 86_400_000)).resolves.toBeDefined();
  });
});
