import { expect, it } from 'vitest';
import { newestFirst } from '../../src/store/newest-first.ts';
import { World } from '../support/world.ts';

it('a long list is read in longer and longer pages, of a thousand items at most', async () => {
  const limits: number[] = [];
  const io = new World().io();
  const send: typeof io.send = async (operation) => {
    const { Limit } = operation.input as Readonly<{ Limit: number }>;
    limits.push(Limit);
    const time_sort = String(1_000 - limits.length).padStart(4, '0');
    return { Items: [{ time_sort }], LastEvaluatedKey: limits.length < 60 ? { time_sort } : undefined } as never;
  };
  const query = { TableName: 't', partitionKey: 'day', partitions: ['2026-11-28'] };
  const found = [];
  for await (const item of newestFirst(query, { expected: 10 }, { send })) found.push(item);
  expect(found).toHaveLength(60);
  expect(limits.slice(0, 9)).toEqual([10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
  expect(Math.max(...limits)).toBe(1_000);
});
