import { stageTables } from '../../lib/table-name.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import { unitsPerPartition } from '../dynamodb/limits.ts';
import { type MeteredEngine, startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { stockedId, stockPayments } from '../dynamodb/stock.ts';
import { startFunctions } from '../processes/functions.ts';
import { rounded } from '../report/medians.ts';
import type { Bench, Measured } from '../report/part.ts';
import { type Deployed, stage } from '../subjects/deployed.ts';
import { eventOf } from '../subjects/events.ts';
import { type Consumer, measureConsumer } from './consumer.ts';
import { type Contention, measureContention } from './contention.ts';
import { shardTables } from './shard-tables.ts';

/** An index of so many partitions: what a page costs, and how evenly payments lie. */
type Sharded = Readonly<{
  /** Payments a second that its partitions take: each has 1,000 write units a second. */
  ceiling: number;
  pages: Readonly<Record<string, Readonly<{ queries: number; readUnits: number }>>>;
  /** The fullest partition's share of 100,000 payments, of an even share. */
  hottest: number;
}>;

export type ShardsParts = Readonly<{
  shards: Readonly<Record<string, Sharded>>;
  contention: Contention;
  consumer: Consumer;
}>;

const shardCounts = [1, 4, 16, 32, 64] as const;
const pageSizes = [25, 100] as const;
const stock = 6_400;
const ids = 100_000;

/** What grows with the rate and not with the stock: partitions of the index, refunds of one payment, the stream. */
export async function measureShards(bench: Bench): Promise<Measured> {
  const deployed = await bench.deployed();
  const shards: Record<string, Sharded> = {};
  for (const count of shardCounts) {
    bench.tell(`shards: an index of ${count}`);
    const pages = await pagesOf(deployed, count);
    shards[count] = { ceiling: count * unitsPerPartition, pages, hottest: hottestOf(count) };
  }
  bench.tell('shards: refunds of one payment');
  const contention = await measureContention(deployed);
  bench.tell('shards: batches of the stream');
  const consumer = await measureConsumer(deployed);
  const figures: ShardsParts = { shards, contention, consumer };
  return { figures, tables: shardTables(figures) };
}

async function pagesOf(deployed: Deployed, shards: number): Promise<Sharded['pages']> {
  await using started = new AsyncDisposableStack();
  const engine = await startMeteredEngine(deployed.declared.tables);
  started.defer(engine.stop);
  await stockPayments(engine.client, stageTables(stage).payments, { from: 0, to: stock, shards });
  const declared = deployed.function('list-payments');
  const sharded = { ...declared, environment: { ...declared.environment, INDEX_SHARDS: String(shards) } };
  const functions = startFunctions([sharded], engine.meter.endpoint, engine.meter.endpoint);
  started.defer(functions.stop);
  const page = async (limit: number) => {
    await functions.invoke(sharded, eventOf('list-payments', { query: { limit: String(limit) } }));
    return costOf(engine);
  };
  // The first one fetches the key of the cursors, too.
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
    const { time_shard } = timeIndex(stockedId(number), '', shards);
    counts.set(time_shard, (counts.get(time_shard) ?? 0) + 1);
  }
  return rounded(Math.max(...counts.values()) / (ids / shards), 3);
}
