import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as project } from '../../functions/workers/project-payments.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { isOpen } from '../../src/projections/open-payments.ts';
import type { Io } from '../../src/runtime/io.ts';
import { cachedSecrets } from '../../src/runtime/secrets.ts';
import type { Send } from '../../src/runtime/send.ts';
import { counters } from '../../src/store/counters.ts';
import { openPayments } from '../../src/store/open-payments.ts';
import { context } from '../support/event.ts';
import { LedgerEngine } from '../support/ledger-engine.ts';
import { randomLives } from '../support/payment-lives.ts';
import { type Random, seeded } from '../support/random.ts';
import { paymentRecord, streamOf } from '../support/stream.ts';

const writes = 5_000;
const shards = 4;
const mostRecords = 25;
const mostInVain = 200;

let engine: LedgerEngine;
let send: Send;
beforeAll(async () => {
  engine = await LedgerEngine.started();
  send = engine.io().send;
});
afterAll(() => engine[Symbol.asyncDispose]());

const ioOf = (over: Partial<Io>): Io => ({
  now: Date.now,
  newId: () => crypto.randomUUID(),
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
  remaining: () => 20_000,
  send,
  call: () => Promise.reject(new Error('not here')),
  fetch: () => Promise.reject(new Error('not here')),
  secrets: cachedSecrets(() => Promise.reject(new Error('not here'))),
  ...over,
});

/** Kills invocations before or after a write to the store takes effect, most often at transactions. */
const killing = (random: Random): Send =>
  (async (operation: Parameters<Send>[0]) => {
    const fate = random.whole(operation.name === 'TransactWriteItems' ? 10 : 150);
    if (fate === 0) throw new Error('killed before');
    const output = await send(operation);
    if (fate === 1) throw new Error('killed after');
    return output;
  }) as Send;

type Worker = (records: readonly DynamoDBRecord[]) => Promise<string | undefined>;

/** Delivers a stream like Lambda: each shard in order, from the first failed record, sometimes again. */
async function deliver(lanes: readonly (readonly DynamoDBRecord[])[], random: Random, worker: Worker): Promise<void> {
  await Promise.all(
    lanes.map(async (lane) => {
      let inVain = 0;
      for (let from = 0; from < lane.length; ) {
        const batch = lane.slice(from, from + 1 + random.whole(mostRecords));
        const again = await worker(batch);
        const first = batch.findIndex((one) => sequenceOf(one) === again);
        const done = again === undefined ? batch.length : Math.max(0, first);
        // A kill now and then, not a worker that can never succeed.
        inVain = done === 0 ? inVain + 1 : 0;
        if (inVain > mostInVain) throw new Error(`a batch was given back ${inVain} times in a row`);
        from += done;
        if (random.whole(10) === 0) from = Math.max(0, from - random.whole(2 * mostRecords));
      }
    }),
  );
}

const sequenceOf = (record: DynamoDBRecord | undefined) => record?.dynamodb?.SequenceNumber;

/** Distributes the records to shards. Those of one payment stay in one shard, in order. */
function lanesOf(records: readonly DynamoDBRecord[]): DynamoDBRecord[][] {
  const laneOf = (record: DynamoDBRecord) => Number.parseInt(record.dynamodb?.Keys?.id?.S?.slice(1) ?? '', 10) % shards;
  return Array.from({ length: shards }, (_, lane) => records.filter((record) => laneOf(record) === lane));
}

/** Counts the stored payments, without using events. */
function recount(payments: readonly Payment[]): Record<string, bigint> {
  const total: Record<string, bigint> = {};
  const add = (name: string, amount = 1n) => {
    total[name] = (total[name] ?? 0n) + amount;
  };
  for (const { status, outcome, generation, method, amount, refunds, refundedMinor } of payments) {
    add('begun', BigInt(generation + 1));
    const refused = outcome?.status === 'failed' && outcome.failureCode === 'trip_already_paid';
    if (refused) add('refused');
    if (generation > 0) add(`payments#failed#${method}`, BigInt(generation));
    if (status === 'failed' && !refused) add(`payments#failed#${method}`);
    if (status === 'cancelled') add(`payments#cancelled#${method}`);
    if (status === 'completed') {
      add(`payments#completed#${method}`);
      add(`charged#${amount.currency}`, amount.minor);
      if (refundedMinor === amount.minor) add(`payments#refunded#${method}`);
    }
    for (const refund of Object.values(refunds)) {
      if (refund.status !== 'processing') add(`refunds#${refund.status}`);
      if (refund.status === 'completed') add(`refunded#${amount.currency}`, refund.amountMinor);
    }
  }
  return total;
}

describe.each([1, 2])('a stream that is delivered at least once, seed %i', (seed) => {
  const random = seeded(seed);
  const { writes: all, last } = randomLives(writes / 2, random);
  const now = Date.now();
  /** The engine may still hold the data of other runs. */
  const nameOf = ({ id }: Payment) => `${id}-${seed}-${now}`;
  const named = all.map(({ before, after }) => {
    const rename = (one: Payment) => ({ ...one, id: nameOf(one) });
    return { before: before && rename(before), after: rename(after) };
  });
  const records = named.map(({ before, after }) => paymentRecord(before, after, { at: now }));

  it('results in counters that equal a recount, and in the right list of open payments', async () => {
    const before = await counters(ioOf({})).all();
    const io = ioOf({ send: killing(random) });
    await deliver(lanesOf(records), random, async (batch) => {
      const { batchItemFailures } = await project.with(io)(streamOf(...batch), context);
      return batchItemFailures[0]?.itemIdentifier;
    });
    const after = await counters(ioOf({})).all();
    const counted = [...after].map(([name, amount]) => [name, amount - (before.get(name) ?? 0n)] as const);
    const raised = Object.fromEntries(counted.filter(([name, amount]) => amount > 0n && !name.startsWith('declines#')));
    expect(raised).toEqual(recount(last));

    const open = await openPayments({ send }).since('9999', 1_000_000);
    const known = new Set(open.map(({ id }) => id));
    const missing = last.filter((one) => isOpen(one) && !known.has(nameOf(one)));
    expect(missing).toEqual([]);
  });
});
