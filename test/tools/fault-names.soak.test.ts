import { describe, expect, it } from 'vitest';
import { simulate } from '../../prove/simulation/simulation.ts';
import { isWrite, storeCallOf, type WriteName, writeNames } from '../../tools/faults/store-call.ts';

type KeyedById = Readonly<{ id: string }>;

/** Writes that may not occur within so few seeds. */
const rare: readonly WriteName[] = [
  'hold order',
  'abandon closing',
  'expire',
  'decide',
  'begin fencing',
  'postpone',
  'decide refund',
  'reverse refund',
  'release refund',
  'renew refund key',
  'refuse refund',
  'archive refund',
  'record key',
  'redact',
];

describe('the names of writes', () => {
  it('cover all writes that the handlers make to the payments table', { timeout: 60_000 }, async () => {
    const seen = new Set<WriteName | undefined>();
    const names = {
      name: 'names',
      what: 'changes nothing: it looks at the writes',
      rewrite: <Operation extends Readonly<{ name: string; input: object }>>(operation: Operation): Operation => {
        const { Item, Key, ...input } = operation.input as Readonly<{ Item?: KeyedById; Key?: KeyedById }>;
        const wire = { ...input, Item: Item && { id: { S: Item.id } }, Key: Key && { id: { S: Key.id } } };
        const body = JSON.stringify(wire, (_, value) => (typeof value === 'bigint' ? String(value) : value));
        const call = storeCallOf(`DynamoDB_20120810.${operation.name}`, body);
        if (call.tables.includes('payments') && isWrite(call)) seen.add(call.write);
        return operation;
      },
    };
    for (let seed = 1; seed <= 60; seed++) await simulate(seed, { mutant: names });
    expect([...writeNames]).toEqual(expect.arrayContaining([...seen]));
    expect(rare).toEqual(expect.arrayContaining(writeNames.filter((name) => !seen.has(name))));
  });
});
