import { unitsPerPartition } from '../dynamodb/limits.ts';
import type { Table } from '../report/table.ts';
import type { ShardsParts } from './shards.ts';

export const shardTables = ({ shards, contention, consumer }: ShardsParts): readonly Table[] => [
  {
    title: 'The by-time index, by number of partitions',
    columns: ['partitions', 'payments/s', 'page of 25', 'read units', 'page of 100', 'read units', 'fullest'],
    rows: Object.entries(shards).map(([count, { ceiling, pages, hottest }]) => [
      count,
      ceiling.toLocaleString('en-US'),
      ...Object.values(pages).flatMap(({ queries, readUnits }) => [
        `${queries} ${queries === 1 ? 'query' : 'queries'}`,
        String(readUnits),
      ]),
      `${hottest} ×`,
    ]),
    notes: ['fullest: size of the largest partition with 100,000 payments, relative to an even distribution.'],
  },
  {
    title: `Refunds of one payment: ${contention.atOnce} concurrent`,
    columns: ['', ''],
    rows: [
      ['succeeded', String(contention.done)],
      ['calls each', String(contention.callsEach)],
      ...Object.entries(contention.writeUnits).map(([number, units]) => [
        `write units of refund ${number}; maximum of such refunds per second of one payment`,
        `${units}; ${Math.floor(unitsPerPartition / units)}`,
      ]),
    ],
  },
  {
    title: `Stream workers: batches of ${consumer.recordsPerBatch} records of ${consumer.paymentsPerBatch} payments`,
    columns: [
      'worker',
      'ms',
      'calls',
      'write units',
      'payments/s per stream shard here',
      'payments/s per written partition',
    ],
    rows: Object.entries(consumer.workers).map(([worker, { ms, calls, writeUnits }]) => [
      worker,
      String(ms),
      String(calls),
      String(writeUnits),
      ((1_000 * consumer.paymentsPerBatch) / ms).toFixed(0),
      ((unitsPerPartition * consumer.paymentsPerBatch) / writeUnits).toFixed(0),
    ]),
  },
];
