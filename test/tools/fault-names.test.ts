import { describe, expect, it } from 'vitest';
import { faultKinds } from '../../prove/simulation/faults.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { faultNames, kindOf } from '../../tools/faults/fault-table.ts';
import { isWrite, storeCallOf, type WriteName, writeNames } from '../../tools/faults/store-call.ts';

/** The simulator's faults outside a function's calls, by their first word, and how a test can cause the same. */
const onlySimulated: Readonly<Record<string, string>> = {
  stream: 'a test waits for streams (GET /_local/caught-up), and a receiver fault makes a batch be redelivered',
  client: 'a test’s client drops the answer, stops retrying, or moves the clock by a month',
  shop: 'a test gives the client of client/ a fetch, a clock and a store of keys of its own',
  key: 'a test’s client sends any key',
  event: 'a test posts any event, as often and as late as it likes',
  webhook: 'a test’s receiver is a process of its own, and answers what it likes',
  outage: 'a test’s processor is a process of its own, and can be stopped',
  zombie: 'processes are frozen between invocations, and killed when they time out',
  clock: 'all processes share one clock',
  deployment: 'the environment reloads the code when a file changes',
};

/** Faults that the simulator does not have. */
const onlyInjected: Readonly<Record<string, string>> = {
  'function killed while its write is in flight': 'the simulator kills only before or after a write',
  'trips: throttled': 'the same as a server error to the simulator: no usable answer',
};

describe('the faults that can be injected', () => {
  it('include every fault of the simulator, except the kinds that are listed with a reason', () => {
    const missing = faultKinds.filter((name) => !(faultNames as readonly string[]).includes(name));
    expect(new Set(missing.map((name) => name.split(':', 1).join()))).toEqual(new Set(Object.keys(onlySimulated)));
  });

  it('are faults of the simulator, except those that are listed with a reason', () => {
    const more = faultNames.filter((name) => !(faultKinds as readonly string[]).includes(name));
    expect(Object.keys(onlyInjected)).toEqual(expect.arrayContaining(more));
  });

  it('apply to the target with which their names begin', () => {
    const others = faultNames.filter((name) => !name.startsWith('function ') && !name.startsWith(kindOf(name).target));
    expect(others).toEqual([]);
  });
});

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
  'look again',
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
    for (let seed = 1; seed <= 30; seed++) await simulate(seed, { mutant: names });
    expect([...writeNames]).toEqual(expect.arrayContaining([...seen]));
    expect(rare).toEqual(expect.arrayContaining(writeNames.filter((name) => !seen.has(name))));
  });

  it('are undefined for reads, for other tables and for malformed calls', () => {
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
