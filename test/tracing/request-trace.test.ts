import { describe, expect, it } from 'vitest';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { traceIn } from '../../src/domain/actor.ts';
import { documentOf } from '../../src/lambda/xray-of-stage.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { call } from '../support/call.ts';
import { recordedParts } from '../support/recorded-parts.ts';
import { type OverriddenIo, World } from '../support/world.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const xray = `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1`;

/** A world whose stage is traced, and what it recorded. */
class TracedWorld extends World {
  readonly #recorded = recordedParts(() => this.clock.now());
  readonly parts = this.#recorded.parts;

  override io(timeOut?: number): OverriddenIo {
    return { ...super.io(timeOut), tracing: this.#recorded.tracing };
  }
}

const body = { amount: '9.00', currency: 'EUR' };
const pay = (world: Pick<World, 'io'>, headers: Record<string, string>, more: object = {}) =>
  call(createPayment, world, 'POST /v1/payments', {
    body: { ...body, ...more },
    headers: { 'Idempotency-Key': 'k1', ...headers },
  });

/** The trace in the lease that a payment is claimed with. */
async function traceOfLease(world: World, headers: Record<string, string>): Promise<string | undefined> {
  const claims: (string | undefined)[] = [];
  const io = world.io();
  const send = (async (operation: Operation) => {
    if (operation.name === 'PutItem') claims.push(operation.input.Item?.lease?.by);
    return io.send(operation as never);
  }) as Send;
  await pay({ io: () => ({ ...io, send }) }, headers);
  return traceIn(claims[0]);
}

describe('the trace of a request', () => {
  it.each([
    ['in a stage that is not traced, without a traceparent', World, {}, undefined],
    ['in a stage that is not traced, with X-Ray’s header', World, { 'X-Amzn-Trace-Id': xray }, undefined],
    ['in a stage that is not traced, with a traceparent', World, { traceparent }, traceparent],
    ['in a traced stage, without one', TracedWorld, {}, undefined],
    [
      'in a traced stage, with X-Ray’s header',
      TracedWorld,
      { 'X-Amzn-Trace-Id': xray },
      `00-${traceId}-0000000000000001-01`,
    ],
    ['in a traced stage, with a traceparent', TracedWorld, { traceparent }, `00-${traceId}-0000000000000001-01`],
  ])('%s is kept in the lease as far as there is one', async (_when, Kind, headers, kept) => {
    expect(await traceOfLease(new Kind(), headers)).toBe(kept);
  });

  it('counts several traceparent headers as none', async () => {
    const world = new TracedWorld();
    await pay(world, { traceparent, Traceparent: traceparent });
    expect(world.parts).toEqual([]);
  });

  it('is recorded with ids, statuses and names of ours, and nothing else that was sent', async () => {
    const world = new TracedWorld();
    const secret = 'canary-only-the-client-knows';
    const email = `${secret}@example.com`;
    const headers = { traceparent, Authorization: secret, 'X-Correlation-Id': secret, 'Idempotency-Key': secret };
    const more = { order_id: secret, customer_id: secret, payment_method: secret, metadata: { [secret]: email } };
    const { json } = await pay(world, headers, more);
    await call(getPayment, world, `GET /v1/payments/${secret}`, { headers: { traceparent } });
    const [created, read] = world.parts;
    expect(created?.root).toMatchObject({
      kind: 'request',
      attributes: { method: 'POST', http_status: 201, payment_id: json.payment_id },
    });
    expect(read?.root.attributes).toMatchObject({ http_status: 404, refusal: 'payment_not_found' });
    expect(read?.root.attributes.payment_id).toBeUndefined();
    expect(JSON.stringify(world.parts.map(documentOf))).not.toContain(secret);
  });

  it('has steps for the store and the processor, whose times lie within the request', async () => {
    const world = new TracedWorld();
    await pay(world, { traceparent });
    const [part] = world.parts;
    expect(part?.children.map(({ kind, attributes }) => `${kind} ${attributes.operation}`)).toEqual([
      'store PutItem',
      'processor execute',
      'store UpdateItem',
    ]);
    for (const { startedAt, endedAt } of part?.children ?? []) {
      expect(startedAt).toBeGreaterThanOrEqual(part?.root.startedAt ?? Number.NaN);
      expect(endedAt).toBeLessThanOrEqual(part?.root.endedAt ?? Number.NaN);
    }
  });

  it('marks a processor that did not answer as failed, and a replay’s lost condition not', async () => {
    const world = new TracedWorld();
    await pay(world, { traceparent }, { payment_method: 'pm_answer_lost' });
    await pay(world, { traceparent, 'Idempotency-Key': 'k2' });
    await pay(world, { traceparent, 'Idempotency-Key': 'k2' });
    const [lost, , replay] = world.parts;
    expect(lost?.children.find(({ kind }) => kind === 'processor')).toMatchObject({
      failed: true,
      attributes: { error: 'ProcessorTrouble' },
    });
    expect(replay?.children).toMatchObject([
      { failed: false, attributes: { error: 'ConditionalCheckFailedException' } },
    ]);
    expect(replay?.root).toMatchObject({ failed: false, attributes: { replayed: 1 } });
  });
});

describe('a part of a trace', () => {
  it('keeps a hundred steps and counts the others', async () => {
    const world = new TracedWorld();
    const { tracing, now } = world.io();
    const trace = tracing?.start({ traceId, spanId: undefined, sampled: true }, { now });
    for (let index = 0; index < 130; index++) await trace?.span({ kind: 'store', name: 'DynamoDB' }, async () => index);
    trace?.end({ kind: 'request', name: 'f' }, false);
    expect([world.parts[0]?.children.length, world.parts[0]?.root.attributes.dropped_spans]).toEqual([100, 30]);
    expect(Buffer.byteLength(JSON.stringify(world.parts.map(documentOf)))).toBeLessThan(60_000);
  });
});
