import { describe, expect, it } from 'vitest';
import { LatestTraces } from '../../hermetic/traces/latest-traces.ts';
import { otlpRequest } from '../../hermetic/traces/otlp-request.ts';
import { spansIn } from '../../hermetic/traces/segment-spans.ts';

const segment = {
  trace_id: '1-4bf92f35-77b34da6a3ce929d0e0e4736',
  id: '00f067aa0ba902b7',
  parent_id: '53995c3f42cd8ad8',
  name: 'create-note',
  start_time: 1.5,
  end_time: 1.75,
  http: { request: { method: 'POST', url: '/notes' }, response: { status: 201 } },
  annotations: { note: 7, isNew: true },
  subsegments: [
    {
      id: '0000000000000001',
      name: 'DynamoDB',
      namespace: 'aws',
      start_time: 1.6,
      end_time: 1.7,
      fault: true,
      aws: { operation: 'PutItem', table_name: 'notes' },
    },
  ],
};
const packet = (document: unknown) => `{"format":"json","version":1}\n${JSON.stringify(document)}`;

describe('a packet to the X-Ray daemon', () => {
  it('is read as spans', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(spansIn(packet(segment))).toEqual([
      {
        traceId,
        spanId: '00f067aa0ba902b7',
        parentSpanId: '53995c3f42cd8ad8',
        name: 'POST /notes',
        kind: 'server',
        startedAt: 1_500,
        endedAt: 1_750,
        failed: false,
        attributes: {
          'faas.name': 'create-note',
          'http.request.method': 'POST',
          'http.route': '/notes',
          'http.response.status_code': 201,
          note: 7,
          isNew: true,
        },
      },
      {
        traceId,
        spanId: '0000000000000001',
        parentSpanId: '00f067aa0ba902b7',
        name: 'DynamoDB PutItem',
        kind: 'client',
        startedAt: 1_600,
        endedAt: 1_700,
        failed: true,
        attributes: { 'db.operation.name': 'PutItem', 'db.collection.name': 'notes' },
      },
    ]);
  });

  it('is a message’s if no request asked for it', () => {
    const { http: _, ...rest } = segment;
    expect(spansIn(packet(rest))[0]).toMatchObject({ name: 'create-note', kind: 'consumer' });
  });

  it.each([
    ['of no JSON', 'garbage'],
    ['of a list', packet([1])],
    ['of null', packet(null)],
    ['without a trace', packet({ ...segment, trace_id: undefined })],
    ['in progress', packet({ ...segment, end_time: undefined, in_progress: true })],
    ['with a wrong id', packet({ ...segment, id: 'x' })],
  ])('that is one %s is ignored', (_what, text) => {
    expect(spansIn(text)).toEqual([]);
  });

  it('is exported with times in nanoseconds and typed attributes', () => {
    const { resourceSpans } = JSON.parse(otlpRequest(spansIn(packet(segment)), { 'service.name': 'notes' }));
    expect(resourceSpans[0].resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'notes' } }]);
    const [request, call] = resourceSpans[0].scopeSpans[0].spans;
    expect(request).toMatchObject({
      kind: 2,
      startTimeUnixNano: '1500000000',
      endTimeUnixNano: '1750000000',
      attributes: expect.arrayContaining([
        { key: 'note', value: { intValue: '7' } },
        { key: 'isNew', value: { boolValue: true } },
      ]),
      status: {},
    });
    expect(call).toMatchObject({ kind: 3, parentSpanId: '00f067aa0ba902b7', status: { code: 2 } });
  });
});

describe('the latest traces', () => {
  const span = (traceId: string, startedAt: number) =>
    ({ ...spansIn(packet(segment))[0], traceId, startedAt }) as never;

  it('are bounded, in number and in length, and those that go on stay', () => {
    const latest = new LatestTraces();
    latest.add([span('first', 1)]);
    for (let index = 0; index < 400; index++) {
      latest.add([span(`t${index}`, index)]);
      latest.add([span('first', index)]);
    }
    const all = latest.all();
    expect(all).toHaveLength(300);
    expect([all[0]?.traceId, all[0]?.spans.length, all[1]?.traceId]).toEqual(['first', 200, 't399']);
  });

  it('list their spans by their beginning, whatever came first', () => {
    const latest = new LatestTraces();
    latest.add([span('a', 3), span('a', 1), span('a', 2)]);
    expect(latest.all()[0]?.spans.map(({ startedAt }) => startedAt)).toEqual([1, 2, 3]);
    latest.clear();
    expect(latest.all()).toEqual([]);
  });
});
