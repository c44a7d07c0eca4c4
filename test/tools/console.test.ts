import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { deadLetter } from '../../hermetic/events/dead-letter.ts';
import { type ConsoleView, consoleEvents, jsonEvents, textFor } from '../../tools/start/console.ts';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { recordsOf, sourceOf } from '../hermetic/test-records.ts';

const request = {
  event: 'request',
  method: 'POST',
  path: '/v1/payments/charge',
  functionName: 'payment-service-local-charge-trip',
  status: 201,
  ms: 12.3,
  requestId: '7f8f',
} as const;
const payment = { id: 'a750c2e1-9a4c-8a53-8c5e-000000000000', amount: '24.50', currency: 'USD' };
const trip = { service: 'trip', method: 'GET', path: '/v1/trips/1' };
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
  processor: 'simulated',
  routes: [
    { ...route, method: 'POST', path: '/payments' },
    { ...route, method: 'GET', path: '/health' },
  ],
  ms: 1200,
} as const;

const viewOf = (more: Partial<ConsoleView>): ConsoleView => ({
  ...{ verbose: false, isTerminal: false, hasKeys: false },
  now: () => new Date(2026, 10, 28, 9, 5, 7),
  ...more,
});

const plain = (event: EnvironmentEvent, more: Partial<ConsoleView> = {}) => {
  const text = textFor(event, viewOf(more));
  return text === undefined ? text : stripVTControlCharacters(text);
};

describe('the console', () => {
  it.each<[string, EnvironmentEvent, string | undefined]>([
    [
      'a payment with its calls and the processor’s answer',
      { ...request, payment, calls: [{ ...trip, status: 200 }] },
      '09:05:07 201 charge-trip a750c2… 24.50 USD, trip 200, processor ok, 12 ms',
    ],
    [
      'a declined payment',
      { ...request, status: 402, payment: { ...payment, failureCode: 'card_declined' } },
      '09:05:07 402 charge-trip a750c2… 24.50 USD, processor card_declined, 12 ms',
    ],
    [
      'a replay, without a processor',
      { ...request, replayed: true, payment: { ...payment, id: '7' } },
      '09:05:07 201 charge-trip replayed 7 24.50 USD, 12 ms',
    ],
    [
      'a refusal with its code',
      { ...request, status: 409, code: 'payment_in_progress' },
      '09:05:07 409 charge-trip payment_in_progress, 12 ms',
    ],
    [
      'a processor that did not answer',
      { ...request, status: 503, code: 'processor_unavailable' },
      '09:05:07 503 charge-trip processor_unavailable, processor no answer, 12 ms',
    ],
    [
      'a service that did not answer',
      { ...request, status: 503, code: 'trip_service_unavailable', calls: [trip, { ...trip, status: 500 }] },
      '09:05:07 503 charge-trip trip_service_unavailable, trip no answer, trip 500, 12 ms',
    ],
    ['an answer without a payment', { ...request, status: 200 }, '09:05:07 200 charge-trip 12 ms'],
    ['no requests from functions to stubs', { ...request, functionName: 'payment-service-local-get-trip' }, undefined],
    [
      'an unmatched path with the nearest route',
      {
        ...{ event: 'request', method: 'GET', path: '/v1/payment', status: 403, ms: 1, requestId: '7f8f' },
        nearest: 'GET /v1/payments',
      },
      '09:05:07 403 no route for GET /v1/payment: did you mean GET /v1/payments?',
    ],
    [
      'a notification that was not delivered',
      {
        event: 'background-calls',
        functionName: 'payment-service-local-notify',
        calls: [{ service: 'notification', method: 'POST', path: '/v1/notifications', status: 500 }],
      },
      '09:05:07  →  notify notification 500',
    ],
    [
      'the URL of a debugger',
      { event: 'debugger', functionName: 'payment-service-local-get-user', url: 'ws://127.0.0.1:1/7f8f' },
      '09:05:07 get-user can be debugged at ws://127.0.0.1:1/7f8f',
    ],
    ['no log lines by default', log, undefined],
    [
      'a dead letter',
      { event: 'dead-letter', ...given },
      'Dead letter: notify failed for 1 record(s) from 7: RetryAttemptsExhausted after 11 attempts.',
    ],
    ['a changed file', { event: 'change', file: 'src/money.ts' }, '09:05:07 src/money.ts changed: reloading…'],
    ['no failure, which is on stderr', { event: 'failed', message: 'no' }, undefined],
  ])('shows %s', (_, event, text) => {
    expect(plain(event)).toBe(text);
  });

  it('shows logs, paths and request ids with --verbose', () => {
    expect(plain(log, { verbose: true })).toBe('  get-user: found it');
    expect(plain(request, { verbose: true })).toBe(
      '09:05:07 201 charge-trip 12 ms\n         POST /v1/payments/charge, request 7f8f',
    );
  });

  const written = (view: Partial<ConsoleView>, events: readonly EnvironmentEvent[]) => {
    const parts: string[] = [];
    const emit = consoleEvents(viewOf(view), (text) => parts.push(text));
    for (const event of events) emit(event);
    return stripVTControlCharacters(parts.join(''));
  };
  const stages: readonly EnvironmentEvent[] = [
    { event: 'stage', stage: 'ports', ms: 4 },
    { event: 'synthesising' },
    { event: 'stage', stage: 'engine', ms: 130 },
  ];

  it('shows the stages of a start one by one on one line of a terminal', () => {
    const bundled = { event: 'bundled', functions: ['get-user'], ms: 90 } as const;
    expect(written({ isTerminal: true }, [...stages, bundled])).toBe(
      'ports 4 ms · synthesising… · engine 130 ms\n09:05:07 bundled get-user, 90 ms\n',
    );
    expect(written({ isTerminal: true }, [...stages, { event: 'failed', message: 'no' }])).toBe(
      'ports 4 ms · synthesising… · engine 130 ms\n',
    );
    const many = { event: 'bundled', functions: ['a', 'b', 'c', 'd'], ms: 90 } as const;
    expect(plain(many, { isTerminal: true })).toContain('4 functions');
  });

  it('shows no stages without a terminal', () => {
    expect(written({}, [...stages, { event: 'stopped' }])).toBe('Stopped.\n');
  });

  it('has a banner that leaves room for events on a terminal of 24 lines and 80 columns', () => {
    const lines = (plain(started, { hasKeys: true }) ?? '').split('\n');
    expect(lines).toHaveLength(11);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines).toEqual(
      expect.arrayContaining([
        'Payment service, ready after 1.2 s; data is lost on exit (--data DIR keeps it)',
        '  API            http://localhost:8000 (and ports 8002)',
        '  Explorer       http://localhost:8080; console: http://localhost:8080/console',
        '  Requestor      http://localhost:8001/graphql',
        '  Trips          http://localhost:8081/v1/trips/1',
        '  Notifications  http://localhost:8084/v1/notifications',
        '  gRPC           localhost:50051, localhost:7000; DynamoDB 127.0.0.1:4000',
        '  o explorer   p payments   r routes   s reset and seed   v verbose   q quit',
      ]),
    );
    expect(lines.join()).not.toContain('GET ');
    expect(plain({ ...started, dataDir: 'data' })).toContain('kept in data');
    expect(plain(started)).toContain('pm_declined');
    expect(plain(started)).not.toContain('Processor ');
    const stripe = plain({ ...started, processor: 'stripe' });
    expect(stripe).toContain('Processor      stripe');
    expect(stripe).not.toContain('pm_declined');
    expect(plain(started)).toContain('Ctrl-C stops.');
  });
});

describe('events for programs', () => {
  it('are written once per turn of the event loop, one per line', async () => {
    const written: string[] = [];
    const emit = jsonEvents((text) => written.push(text));
    emit(request);
    emit(log);
    expect(written).toEqual([]);
    await new Promise(setImmediate);
    expect(written).toEqual([`${JSON.stringify(request)}\n${JSON.stringify(log)}\n`]);
  });

  it('are written immediately, with all earlier ones, if one is not a request or a log line', () => {
    const written: string[] = [];
    const emit = jsonEvents((text) => written.push(text));
    emit(log);
    emit({ event: 'stopped' });
    expect(written.join('')).toBe(`${JSON.stringify(log)}\n{"event":"stopped"}\n`);
  });
});
