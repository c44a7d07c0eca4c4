import { stageTables } from '../../lib/table-name.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import { insertedId, insertPayments } from '../dynamodb/insert-payments.ts';
import { unitsPerPartition } from '../dynamodb/limits.ts';
import { type MeteredEngine, startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { startFunctions } from '../processes/functions.ts';
import { rounded } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { type DeployedStage, stage } from '../subjects/deployed.ts';
import { eventOf } from '../subjects/events.ts';
import { type Consumer, measureConsumer } from './consumer.ts';
import { type Contention, measureContention } from './contention.ts';
import { shardTables } from './shard-tables.ts';

/** Figures of an index with a number of partitions. */
type ShardFigures = Readonly<{
  /** Maximum payments per second: each partition supports 1,000 write units per second. */
  ceiling: number;
  pages: Readonly<Record<string, Readonly<{ queries: number; readUnits: number }>>>;
  /** Size of the largest partition with 100,000 payments, relative to an even distribution. */
  hottest: number;
}>;

export type ShardsParts = Readonly<{
  shards: Readonly<Record<string, ShardFigures>>;
  contention: Contention;
  consumer: Consumer;
}>;

const shardCounts = [1, 4, 16, 32, 64] as const;
const pageSizes = [25, 100] as const;
const stock = 6_400;
const ids = 100_000;

/** Measures limits on the rate of payments: index partitions, refunds of one payment, stream workers. */
export async function measureShards(bench: Bench): Promise<PartResult> {
  const deployed = await bench.deployed();
  const shards: Record<string, ShardFigures> = {};
  for (const count of shardCounts) {
    bench.progress(`shards: an index of ${count}`);
    const pages = await pagesOf(deployed, count);
    shards[count] = { ceiling: count * unitsPerPartition, pages, hottest: hottestOf(count) };
  }
  bench.progress('shards: refunds of one payment');
  const contention = await measureContention(deployed);
  bench.progress('shards: batches of the stream');
  const consumer = await measureConsumer(deployed);
  const figures: ShardsParts = { shards, contention, consumer };
  return { figures, tables: shardTables(figures) };
}

async function pagesOf(deployed: DeployedStage, shards: number): Promise<ShardFigures['pages']> {
  await using started = new AsyncDisposableStack();
  const engine = await startMeteredEngine(deployed.declared.tables);
  started.defer(engine.stop);
  await insertPayments(engine.client, stageTables(stage).payments, { from: 0, to: stock, shards });
  const declared = deployed.function('list-payments');
  const sharded = { ...declared, environment: { ...declared.environment, INDEX_SHARDS: String(shards) } };
  const functions = startFunctions([sharded], engine.meter.endpoint, engine.meter.endpoint);
  started.defer(functions.stop);
  const page = async (limit: number) => {
    await functions.invoke(sharded, eventOf('list-payments', { query: { limit: String(limit) } }));
    return costOf(engine);
  };
  // The first page also fetches the HMAC key of list cursors.
  await page(1);
  const pages: [string, Readonly<{ queries: number; readUnits: number }>][] = [];
  for (const limit of pageSizes) pages.push([String(limit), await page(limit)]);
  return Object.fromEntries(pages);
}

function costOf({ meter }: MeteredEngine) {
  const calls = meter.calls();
  return { queries: calls.length, readUnits: calls.reduce((sum, { readUnits }) => sum + readUnits, 0) };
}

function hottestOf(shards: number): number {
  const counts = new Map<string, number>();
  for (let number = 0; number < ids; number += 1) {
    const { time_shard } = timeIndex(insertedId(number), '', shards);
    counts.set(time_shard, (counts.get(time_shard) ?? 0) + 1);
  }
  return rounded(Math.max(...counts.values()) / (ids / shards), 3);
}
