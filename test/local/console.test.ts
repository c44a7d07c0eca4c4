import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deadLetter } from '../../local/events/dead-letter.ts';
import { textFor } from '../../local/program/console.ts';
import type { EnvironmentEvent } from '../../local/program/events.ts';
import { recordsOf, sourceOf } from './records-of-tests.ts';

const request = {
  event: 'request',
  method: 'POST',
  path: '/payments/',
  status: 201,
  ms: 12.3,
  requestId: '7f8f',
} as const;
const log = { event: 'log', functionName: 'get-user', text: 'found it\n' } as const;
const route = { resourceId: 'r', functionLogicalId: 'f' } as const;
const given = deadLetter(sourceOf({ functionName: 'notify' }), 'shard', 'RetryAttemptsExhausted', 11, recordsOf(1, 7));
const started = {
  event: 'started',
  urls: ['http://localhost:8000', 'http://localhost:8002'],
  explorer: 'http://localhost:8080',
  requestor: 'http://localhost:8001',
  stubs: { trips: 'http://localhost:8081', notifications: 'http://localhost:8084' },
  grpc: ['localhost:50051', 'localhost:7000'],
  dynamodbEndpoint: 'http://127.0.0.1:4000',
  dataDir: undefined,
  routes: [
    { ...route, method: 'POST', path: '/payments' },
    { ...route, method: 'GET', path: '/health' },
  ],
  ms: 1200,
} as const;

const plain = (event: EnvironmentEvent, verbose = false) => {
  const text = textFor(event, { verbose });
  return text === undefined ? text : stripVTControlCharacters(text);
};

describe('what a person reads', () => {
  it.each<[string, EnvironmentEvent, boolean, string | undefined]>([
    ['a request', request, false, 'POST /payments/ 201 12 ms 7f8f'],
    ['a log line', log, false, undefined],
    ['a log line with --verbose', log, true, '  get-user: found it'],
    [
      'a dead letter',
      { event: 'dead-letter', ...given },
      false,
      'Dead letter: notify was given up on 1 record(s) from 7: RetryAttemptsExhausted after 11 tries.',
    ],
    ['a change', { event: 'change', file: 'src/money.ts' }, false, "Detected change to 'src/money.ts'. Reloading…"],
  ])('of %s', (_, event, verbose, text) => {
    expect(plain(event, verbose)).toBe(text);
  });

  it('at the start is where it runs, every route, and a first request to try', () => {
    const lines = plain(started)?.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '  API       http://localhost:8000, http://localhost:8002',
        '  gRPC      localhost:50051, localhost:7000',
        '  Explorer  http://localhost:8080',
        '  Requestor http://localhost:8001/api/payments, http://localhost:8001/graphql',
        '  Stubs     trips http://localhost:8081, notifications http://localhost:8084',
        '  DynamoDB  http://127.0.0.1:4000, whose data is gone when this stops',
        '  GET   /health',
        '  POST  /payments',
        `  curl -X POST http://localhost:8000/payments/ -H 'Content-Type: application/json' -d '{"order_id": 1, "amount": 10.99}'`,
      ]),
    );
    expect(plain({ ...started, dataDir: 'data' })).toContain('kept in data');
  });
});
