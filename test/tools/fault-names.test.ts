import { describe, expect, it } from 'vitest';
import { faultKinds } from '../../prove/simulation/faults.ts';
import { faultNames, kindOf } from '../../tools/faults/fault-table.ts';
import { storeCallOf } from '../../tools/faults/store-call.ts';

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

describe('the names of writes', () => {
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
