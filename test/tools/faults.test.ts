import { describe, expect, it } from 'vitest';
import { tableNames } from '../../lib/table-definitions.ts';
import type { Processor } from '../../src/processor/port.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import {
  type FaultMatch,
  type FaultRequest,
  readFaultHeader,
  readFaultRequest,
} from '../../tools/faults/fault-request.ts';
import { type FaultableCall, Faults } from '../../tools/faults/faults.ts';

const functions = new Set([
  ...['create-payment', 'refund-payment', 'get-payment', 'get-openapi', 'deliver', 'receive-notification'],
]);
const matching = (match: FaultMatch) => JSON.stringify({ fault: 'store: throttled', match });
const throttled = { fault: 'store: throttled', match: {}, times: 1, ms: 0 } as const;

const calls = {
  'store: throttled': {
    GetItem: true,
    Query: true,
    TransactGetItems: true,
    PutItem: true,
    UpdateItem: true,
    DeleteItem: true,
    TransactWriteItems: true,
  } satisfies Record<Operation['name'], true>,
  'processor: slow': {
    open: true,
    execute: true,
    observe: true,
    fence: true,
    capture: true,
    refund: true,
    observeRefund: true,
    observeRefunds: true,
    listRefunds: true,
    observeDisputes: true,
    clientSecret: true,
    listEvents: true,
    readEvent: true,
  } satisfies Record<Exclude<keyof Processor, 'name' | 'can' | 'sendable'>, true>,
};
const operations = Object.entries(calls).flatMap(([fault, names]) => Object.keys(names).map((name) => [fault, name]));

describe('a request to inject a fault', () => {
  it.each(operations)('%s may be only of %s, which the service calls', (fault, operation) => {
    const request = readFaultRequest(JSON.stringify({ fault, match: { operation } }), functions);
    expect(request.match).toEqual({ operation });
  });

  it.each([...tableNames, 'notifications'])('may be only of the table %s', (table) => {
    expect(readFaultHeader(`store: throttled; table=${table}`, functions).match).toEqual({ table });
  });

  it.each([
    [{ fault: 'store: throttled' }, throttled],
    [{ fault: 'store: slow answer' }, { ...throttled, fault: 'store: slow answer', ms: 1_000 }],
    [
      {
        fault: 'function killed after a write',
        match: { write: 'settle', function: 'create-payment' },
        times: 2,
        ms: 5,
      },
      {
        fault: 'function killed after a write',
        match: { write: 'settle', function: 'create-payment' },
        times: 2,
        ms: 5,
      },
    ],
  ])('%j is accepted', (body, fault) => {
    expect(readFaultRequest(JSON.stringify(body), functions)).toEqual(fault);
  });

  it.each([
    ['store: throttled', throttled],
    ['store: server error, not done;times=4', { ...throttled, fault: 'store: server error, not done', times: 4 }],
    [
      'store: slow answer; ms=20; operation = PutItem; table=payments',
      { fault: 'store: slow answer', match: { operation: 'PutItem', table: 'payments' }, times: 1, ms: 20 },
    ],
  ])('X-Test-Fault: %s is accepted', (header, fault) => {
    expect(readFaultHeader(header, functions)).toEqual(fault);
  });

  it.each([
    ['', 'The fault is not JSON'],
    ['[]', 'The fault is not valid: it must be an object'],
    ['{"fault": "store: gone"}', 'There is no fault "store: gone". The faults are: store: throttled · '],
    ['{"fault": "toString"}', 'There is no fault "toString"'],
    ['{"fault": "store: throttled", "times": 0}', '"times" is not valid: it must be a whole number from 1 to 1000000.'],
    ['{"times": 1}', '"fault" is not valid: it must be the name of a fault'],
    ['{"fault": "store: throttled", "times": 1.5}', '"times" is not valid'],
    ['{"fault": "store: throttled", "ms": 60001}', '"ms" is not valid'],
    [
      '{"fault": "store: throttled", "match": {"write": "charge"}}',
      '"match.write" is not valid: it must be one of begin, ',
    ],
    ['{"fault": "store: throttled", "match": "begin"}', '"match" is not valid: it must be an object'],
    [
      '{"fault": "store: throttled", "match": {"path": "/"}}',
      'There is no field "match.path". The fields are: function, operation, table, write.',
    ],
    ['{"fault": "store: throttled", "foo": 1}', 'There is no field "foo". The fields are: fault, match, times, ms.'],
    [
      '{"fault": "store: throttled", "match": {"operation": "putItem"}}',
      'There is no operation "putItem". The operations are: GetItem, ',
    ],
    [
      '{"fault": "processor: slow", "match": {"operation": "PutItem"}}',
      'There is no operation "PutItem". The operations are: open, ',
    ],
    [
      '{"fault": "store: conflict with a transaction", "match": {"operation": "Query"}}',
      'happens to writes only: Query writes nothing.',
    ],
    [
      '{"fault": "store: throttled", "match": {"table": "payment"}}',
      'There is no table "payment". The tables are: events, payments, ',
    ],
    [
      '{"fault": "store: throttled", "match": {"function": "pay"}}',
      'There is no function "pay". The functions are: create-payment',
    ],
    ['{"fault": "trips: slow", "match": {"write": "begin"}}', 'cannot match a table or a write'],
    [
      matching({ write: 'settle', table: 'orders' }),
      'is to the table payments alone, so it cannot match the table orders',
    ],
    [
      matching({ write: 'settle', operation: 'PutItem' }),
      'is done by UpdateItem, so it cannot match the operation PutItem',
    ],
    [matching({ write: 'begin', operation: 'UpdateItem' }), 'is done by PutItem, so'],
    [matching({ write: 'hold trip', operation: 'GetItem' }), 'is done by PutItem or UpdateItem, so'],
    [
      matching({ function: 'get-payment', write: 'settle' }),
      'get-payment never writes to the table payments. Its tables are: payments.',
    ],
    [
      matching({ function: 'get-payment', table: 'orders' }),
      'get-payment never calls the table orders. Its tables are: payments.',
    ],
    [
      matching({ function: 'deliver', write: 'settle' }),
      'deliver never writes to the table payments. Its tables are: webhooks, events, projections.',
    ],
    [matching({ function: 'get-openapi', table: 'payments' }), 'Its tables are: none.'],
    [matching({ function: 'get-openapi' }), 'get-openapi never calls a table. Its tables are: none.'],
    [
      '{"fault": "function killed after a write", "match": {"function": "get-payment"}}',
      'get-payment never writes to a table. Its tables are: payments.',
    ],
    ['{"fault": "receiver: slow", "match": {"operation": "POST"}}', 'applies to every call to the receiver'],
  ])('%s is refused', (body, message) => {
    const refused = () => readFaultRequest(body, functions);
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ status: 400 }));
  });

  it.each<FaultMatch>([
    { write: 'settle', table: 'payments', operation: 'UpdateItem', function: 'create-payment' },
    { write: 'hold trip', operation: 'PutItem', function: 'create-payment' },
    { table: 'payments', operation: 'GetItem', function: 'get-payment' },
    { table: 'notifications', function: 'receive-notification' },
    { write: 'redact' },
  ])('a fault that matches %j may happen', (match) => {
    expect(readFaultRequest(matching(match), functions).match).toEqual(match);
  });

  it('in a header is refused if a parameter is invalid', () => {
    expect(() => readFaultHeader('store: throttled; time=2', functions)).toThrow('There is no field "match.time"');
    expect(() => readFaultHeader('store: throttled; times=x', functions)).toThrow('"times" is not valid');
  });
});

describe('an injected fault', () => {
  const settle: FaultableCall = {
    target: 'store',
    function: 'create-payment',
    operation: 'UpdateItem',
    tables: ['payments'],
    write: 'settle',
  };
  const read: FaultableCall = { ...settle, operation: 'GetItem', write: undefined };

  it('applies to the requested number of calls and no more', () => {
    const faults = new Faults();
    const fault = faults.add({ ...throttled, times: 2 });
    const taken = [1, 2, 3].map(() => faults.take(settle, []));
    expect(taken).toEqual([fault, fault, undefined]);
    expect(faults.all).toEqual([{ ...throttled, times: 2, id: 1, happened: 2 }]);
    expect(faults.mayFail('create-payment', [])).toBe(false);
  });

  it.each<[string, Partial<FaultRequest>, boolean]>([
    ['its function', { match: { function: 'create-payment' } }, true],
    ['another function', { match: { function: 'refund-payment' } }, false],
    ['its operation', { match: { operation: 'UpdateItem' } }, true],
    ['another operation', { match: { operation: 'PutItem' } }, false],
    ['its table', { match: { table: 'payments' } }, true],
    ['another table', { match: { table: 'projections' } }, false],
    ['its name', { match: { write: 'settle' } }, true],
    ['the name of another write', { match: { write: 'begin' } }, false],
    ['another target', { fault: 'trips: slow' }, false],
  ])('that matches %s: %#', (_what, more, does) => {
    const faults = new Faults();
    faults.add({ ...throttled, ...more });
    expect(faults.take(settle, []) !== undefined).toBe(does);
  });

  it('of writes does not apply to reads', () => {
    const faults = new Faults();
    faults.add({ ...throttled, fault: 'function killed after a write' });
    expect(faults.take(read, [])).toBeUndefined();
    expect(faults.take(settle, [])).toBeDefined();
  });

  it('of one request applies to no other, and takes precedence', () => {
    const faults = new Faults();
    const all = faults.add(throttled);
    const own = faults.forRequest({ ...throttled, fault: 'store: request lost' });
    expect(faults.take(settle, [own])).toBe(own);
    expect(faults.take(settle, [own])).toBe(all);
    expect(faults.all).toEqual([all]);
  });

  it('is removed by clear, which returns how often each happened', () => {
    const faults = new Faults();
    faults.add(throttled);
    faults.take(settle, []);
    faults.add(throttled);
    expect(faults.clear().map(({ happened }) => happened)).toEqual([1, 0]);
    expect(faults.take(settle, [])).toBeUndefined();
  });
});
