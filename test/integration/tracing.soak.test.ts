import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otlpSettings } from '../../hermetic/traces/otlp-settings.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { allDelivered } from '../support/all-delivered.ts';
import { clientOf } from '../support/client.ts';
import { eventually } from '../support/eventually.ts';
import { type CollectedSpan, startCollector, startReceiver } from '../support/trace-collector.ts';

const logs: Record<string, unknown>[] = [];
let collector: Awaited<ReturnType<typeof startCollector>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let environment: Environment;
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  collector = await startCollector();
  receiver = await startReceiver();
  environment = await startEnvironment({
    ports: [0],
    seed: false,
    collector: otlpSettings(
      { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b' },
      'payment-service',
    ),
    emit(event) {
      if (event.event === 'log' && event.text.startsWith('{')) logs.push(JSON.parse(event.text));
    },
  });
  client = clientOf(String(environment.urls[0]));
  await client.post('/v1/webhook-endpoints', JSON.stringify({ url: `${receiver.url}/hook` }));
});
afterAll(async () => {
  await environment.stop();
  collector.stop();
  receiver.stop();
});

const traceparent = (traceId: string) => `00-${traceId}-00f067aa0ba902b7-01`;
const pay = (key: string, headers: Record<string, string> = {}, more: object = {}) =>
  client.post('/v1/payments', JSON.stringify({ amount: '9.00', currency: 'EUR', ...more }), {
    'Idempotency-Key': key,
    ...headers,
  });

const spansOf = (traceId: string) => collector.spans().filter((span) => span.traceId === traceId);
const ofKind = (spans: readonly CollectedSpan[], kind: string) =>
  spans.filter(({ attributes }) => attributes.kind === kind);

/** The trace, once every step of a charge is in it. */
const completeTrace = (traceId: string) =>
  eventually(() => {
    const spans = spansOf(traceId);
    const kinds = new Set(spans.map(({ attributes }) => attributes.kind));
    expect([...kinds].toSorted()).toEqual(['processor', 'request', 'store', 'stream', 'webhook']);
    return spans;
  });

describe('a charge on this machine', () => {
  it('is one trace in a collector: request, store, processor, stream and webhook', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { status, json } = await pay('one', { traceparent: traceparent(traceId) });
    expect(status).toBe(201);
    await allDelivered(environment);
    const spans = await completeTrace(traceId);

    const [request, ...others] = ofKind(spans, 'request');
    expect(others).toEqual([]);
    expect(request).toMatchObject({
      name: 'POST /v1/payments',
      parentSpanId: '00f067aa0ba902b7',
      attributes: {
        payment_id: json.payment_id,
        'http.response.status_code': '201',
        'faas.name': expect.stringContaining('create-payment'),
      },
    });
    const inRequest = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    expect(ofKind(inRequest, 'store').map(({ name }) => name)).toEqual(['DynamoDB PutItem', 'DynamoDB UpdateItem']);
    expect(ofKind(inRequest, 'processor').map(({ name }) => name)).toEqual(['simulated execute']);

    const streams = ofKind(inRequest, 'stream');
    const named = (part: string) => streams.filter(({ name }) => name.endsWith(part)).map(({ spanId }) => spanId);
    expect(named('-project-payments')).not.toEqual([]);
    const webhooks = ofKind(spans, 'webhook');
    expect(webhooks.length).toBeGreaterThan(0);
    for (const { parentSpanId } of webhooks) expect(named('deliver')).toContain(parentSpanId);
    expect(ofKind(inRequest, 'webhook')).toEqual([]);
  });

  it('has the id of its trace in the log lines of the request and of both workers', async () => {
    const traceId = 'aaaabbbbccccddddeeeeffff00001111';
    await pay('logged', { traceparent: traceparent(traceId) });
    await allDelivered(environment);
    expect(logs.filter((line) => line.trace_id === traceId)).toMatchObject([{ message: 'answered', status: 201 }]);
    const workers = logs.filter(({ trace_ids }) => Array.isArray(trace_ids) && trace_ids.includes(traceId));
    const batches = workers.map((line) => ('payments' in line ? 'payments' : 'events'));
    expect(new Set(batches)).toEqual(new Set(['payments', 'events']));
  });

  it('sends the receiver of its webhooks the span of the attempt as traceparent', async () => {
    const traceId = 'bbbbccccddddeeeeffff000011112222';
    const { json } = await pay('sent', { traceparent: traceparent(traceId) });
    await allDelivered(environment);
    const spans = await completeTrace(traceId);
    const sent = receiver.received.filter(({ body }) => body.includes(String(json.payment_id)));
    expect(sent.length).toBeGreaterThan(0);
    const attempts = ofKind(spans, 'webhook').map(({ spanId }) => `00-${traceId}-${spanId}-01`);
    for (const { headers } of sent) expect(attempts).toContain(headers.traceparent);
  });

  it('starts a trace of its own without a traceparent', async () => {
    const { headers, json } = await pay('own');
    const [, root = ''] = /Root=1-([\da-f-]{33})/.exec(headers.get('x-amzn-trace-id') ?? '') ?? [];
    await allDelivered(environment);
    const spans = await completeTrace(root.replace('-', ''));
    const [request] = ofKind(spans, 'request');
    expect(request?.parentSpanId).toBeUndefined();
    expect(request?.attributes.payment_id).toBe(json.payment_id);
  });

  it('is not changed by a replay, which is a trace of its own', async () => {
    const [first, second] = ['1'.repeat(31).concat('a'), '2'.repeat(31).concat('b')] as const;
    const paid = await pay('replayed', { traceparent: traceparent(first) });
    const replay = await pay('replayed', { traceparent: traceparent(second) });
    expect(replay.text).toBe(paid.text);
    await allDelivered(environment);
    await completeTrace(first);
    await eventually(() => expect(spansOf(second)).not.toEqual([]));
    const kinds = spansOf(second).map(({ attributes }) => attributes.kind);
    expect(new Set(kinds)).toEqual(new Set(['request', 'store']));
    expect(spansOf(second)[0]?.attributes).toMatchObject({ replayed: '1', payment_id: paid.json.payment_id });
  });

  it('that a worker finishes after its answer was lost stays one trace, unless its client comes back', async () => {
    const traceId = 'eeeeffff000011112222333344445555';
    const { status } = await pay('lost', { traceparent: traceparent(traceId) }, { payment_method: 'pm_answer_lost' });
    expect(status).toBe(503);
    await allDelivered(environment);
    const spans = await completeTrace(traceId);
    expect(ofKind(spans, 'request')).toMatchObject([{ attributes: { 'http.response.status_code': '503' } }]);
    const completed = receiver.received.filter(
      ({ headers, body }) => headers.traceparent?.includes(traceId) && body.includes('payment.completed'),
    );
    expect(completed.length).toBeGreaterThan(0);
  });

  it('is kept for the console, by the ids of its payment', async () => {
    const { json } = await pay('kept');
    await allDelivered(environment);
    const { traces } = (await client.get('/_local/traces')).json as {
      traces: { traceId: string; spans: { attributes: Record<string, unknown> }[] }[];
    };
    const own = traces.filter(({ spans }) => spans.some(({ attributes }) => attributes.payment_id === json.payment_id));
    expect(own).toHaveLength(1);
    expect(new Set(own[0]?.spans.map(({ attributes }) => attributes.kind))).toEqual(
      new Set(['request', 'store', 'processor', 'stream', 'webhook']),
    );
  });
});

describe('a traceparent', () => {
  it.each([
    ['malformed', 'garbage'],
    ['of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['of an unknown version', `ff-${'a'.repeat(32)}-00f067aa0ba902b7-01`],
    ['in capitals', `00-${'A'.repeat(32)}-00f067aa0ba902b7-01`],
    ['too long', `00-${'a'.repeat(32)}-00f067aa0ba902b7-01${'-x'.repeat(2_000)}`],
  ])('that is %s starts another trace and changes nothing else', async (name, text) => {
    const { status, json } = await pay(name, { traceparent: text });
    expect(status).toBe(201);
    await allDelivered(environment);
    await eventually(() => {
      const own = collector.spans().filter(({ attributes }) => attributes.payment_id === json.payment_id);
      expect(own.length).toBeGreaterThan(0);
      for (const { traceId } of own) expect(text).not.toContain(traceId);
    });
  });

  it('that is not sampled records nothing and goes on to the receiver', async () => {
    const traceId = 'ccccddddeeeeffff0000111122223333';
    const { json } = await pay('unsampled', { traceparent: `00-${traceId}-00f067aa0ba902b7-00` });
    await allDelivered(environment);
    const sent = receiver.received.filter(({ body }) => body.includes(String(json.payment_id)));
    expect(sent.map(({ headers }) => headers.traceparent)).toEqual(
      sent.map(() => expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-00$`)),
    );
    expect(spansOf(traceId)).toEqual([]);
  });

  it('may be the same for many payments', async () => {
    const traceId = 'ddddeeeeffff00001111222233334444';
    const paid = await Promise.all(
      ['a', 'b', 'c'].map((key) => pay(`many-${key}`, { traceparent: traceparent(traceId) })),
    );
    expect(paid.map(({ status }) => status)).toEqual([201, 201, 201]);
    await allDelivered(environment);
    await eventually(() => {
      const ids = ofKind(spansOf(traceId), 'request').map(({ attributes }) => attributes.payment_id);
      expect(ids.toSorted()).toEqual(paid.map(({ json }) => json.payment_id).toSorted());
    });
  });
});

describe('the collector', () => {
  it('gets the headers and the name of the service that OpenTelemetry’s variables name', () => {
    expect(collector.received.every(({ path, headers }) => path === '/v1/traces' && headers['x-key'] === 'a b')).toBe(
      true,
    );
    expect(new Set(collector.resources().map((resource) => resource['service.name']))).toEqual(
      new Set(['payment-service']),
    );
  });
});

const silence = new Promise<number>(() => undefined);

describe('a collector that fails', () => {
  it.each([
    ['answers 500', (): number => 500],
    ['never answers', (): Promise<number> => silence],
  ] as const)('%s: payments and webhooks go on, and the loss is told once and at the end', async (how, answer) => {
    const failing = await startCollector(answer);
    const losses: string[] = [];
    const failed = await startEnvironment({
      ports: [0],
      seed: false,
      collector: otlpSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: failing.url }, 'payment-service'),
      emit(event) {
        if (event.event === 'lost-spans') losses.push(event.message);
      },
    });
    const { post, get } = clientOf(String(failed.urls[0]));
    for (const key of ['a', 'b', 'c']) {
      const headers = { 'Idempotency-Key': key };
      const paid = await post('/v1/payments', JSON.stringify({ amount: '9.00', currency: 'EUR' }), headers);
      expect(paid.status).toBe(201);
    }
    await allDelivered(failed);
    await eventually(() => expect(failing.received).not.toEqual([]));
    expect((await get('/v1/payments')).json.count).toBe(3);
    await failed.stop();
    failing.stop();
    expect(losses).toEqual([
      expect.stringMatching(/^Spans are dropped: .*No request waits for it\.$/),
      expect.stringMatching(
        new RegExp(
          `^\\d+ spans were not exported: the collector .*${how === 'answers 500' ? how : 'does not answer'}\\.$`,
        ),
      ),
    ]);
  });
});
