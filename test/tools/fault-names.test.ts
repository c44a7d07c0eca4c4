import { describe, expect, it } from 'vitest';
import { faultKinds } from '../../prove/simulation/faults.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { faultNames, kindOf } from '../../tools/faults/fault-table.ts';
import { isWrite, storeCallOf, type WriteName, writeNames } from '../../tools/faults/store-call.ts';

/** Faults outside a function's calls, by the first word of its faults, and how a test has it all the same. */
const onlySimulated: Readonly<Record<string, string>> = {
  stream:
    'streams are read when a test asks for it (GET /_local/caught-up), and a receiver fault has a batch told again',
  client: 'the client of a test throws its answer away, stops asking, or moves the clock by a month',
  key: 'the client of a test sends its key as it likes',
  zombie: 'a process is frozen between invocations, and one that runs out of time is ended',
  clock: 'all processes have one clock',
  deployment: 'the environment reloads the code when a file changes',
};

/** Faults for which the simulator has no name. */
const onlyInjected: Readonly<Record<string, string>> = {
  'function killed while its write is in flight': 'the simulator kills before or after a write',
  'trips: throttled': 'for the simulator the same as a server error: no answer that is worth reading',
  'receiver: no connection': 'the simulator has no receiver',
  'receiver: server error': 'the simulator has no receiver',
  'receiver: throttled': 'the simulator has no receiver',
  'receiver: answer lost': 'the simulator has no receiver',
  'receiver: slow': 'the simulator has no receiver',
};

describe('the faults that can be injected', () => {
  it('are those of the simulator: each of its faults is one, or is of a kind that is listed with the reason', () => {
    const missing = faultKinds.filter((name) => !(faultNames as readonly string[]).includes(name));
    expect(new Set(missing.map((name) => name.split(':', 1).join()))).toEqual(new Set(Object.keys(onlySimulated)));
  });

  it('have the names of the simulator: each is one of its faults, or is listed with the reason', () => {
    const more = faultNames.filter((name) => !(faultKinds as readonly string[]).includes(name));
    expect(Object.keys(onlyInjected)).toEqual(expect.arrayContaining(more));
  });

  it('befall the place that their names begin with', () => {
    const others = faultNames.filter((name) => !name.startsWith('function ') && !name.startsWith(kindOf(name).place));
    expect(others).toEqual([]);
  });
});

type Identified = Readonly<{ id: string }>;

/** Writes that so few seeds need not make. */
const rare: readonly WriteName[] = [
  'hold order',
  'abandon closing',
  'expire',
  'decide',
  'begin fencing',
  'postpone',
  'decide refund',
  'reverse refund',
  'renew refund key',
  'refuse refund',
  'archive refund',
  'record key',
];

describe('the names of writes', () => {
  it('are those of all writes to the payments table that the handlers make', { timeout: 60_000 }, async () => {
    const seen = new Set<WriteName | undefined>();
    const names = {
      name: 'names',
      what: 'nothing is wrong: it looks at the writes',
      rewrite: <Operation extends Readonly<{ name: string; input: object }>>(operation: Operation): Operation => {
        const { Item, Key, ...input } = operation.input as Readonly<{ Item?: Identified; Key?: Identified }>;
        const wire = { ...input, Item: Item && { id: { S: Item.id } }, Key: Key && { id: { S: Key.id } } };
        const body = JSON.stringify(wire, (_, value) => (typeof value === 'bigint' ? String(value) : value));
        const call = storeCallOf(`DynamoDB_20120810.${operation.name}`, body);
        if (call.tables.includes('payments') && isWrite(call)) seen.add(call.write);
        return operation;
      },
    };
    for (let seed = 1; seed <= 30; seed++) await simulate(seed, { mutant: names });
    expect([...writeNames]).toEqual(expect.arrayContaining([...seen]));
    expect(rare).toEqual(expect.arrayContaining(writeNames.filter((name) => !seen.has(name))));
  });

  it('are none of reads, of other tables and of what is not a call', () => {
    const call = (operation: string, input: unknown) =>
      storeCallOf(`DynamoDB_20120810.${operation}`, JSON.stringify(input));
    expect(call('GetItem', { TableName: 'payment-service-local-payments' })).toEqual({
      operation: 'GetItem',
      tables: ['payments'],
      write: undefined,
    });
    expect(call('PutItem', { TableName: 'payment-service-local-stub-notifications' })).toMatchObject({
      tables: ['notifications'],
      write: undefined,
    });
    const transaction = { TransactItems: [{ Put: { TableName: 'a-b' } }, { Update: { TableName: 'a-c' } }] };
    expect(call('TransactWriteItems', transaction).tables).toEqual(['b', 'c']);
    expect(storeCallOf('', 'no JSON')).toEqual({ operation: '', tables: [], write: undefined });
  });
});
