import { type Client, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health, HealthCheckResponse_ServingStatus as Status } from '../../generated/proto/health/v1/health_pb.ts';
import { type RunningEdge, runningEdge } from '../support/edge.ts';
import { eventually } from '../support/eventually.ts';

const services = ['payment.v1.PaymentService', 'payments.v1.PaymentService'] as const;
const [service] = services;

let edge: RunningEdge;
let health: Client<typeof Health>;
beforeEach(async () => {
  // Probed again soon, so that nobody has to wait for what a later probe says.
  edge = await runningEdge({ probedMs: 10 });
  health = createClient(Health, createGrpcTransport({ baseUrl: `http://${edge.address}` }));
});
afterEach(() => edge[Symbol.asyncDispose]());

describe('grpc.health.v1', () => {
  it('answers for itself without asking the API', async () => {
    expect(await health.check({})).toMatchObject({ status: Status.SERVING });
    expect(edge.api.seen).toEqual([]);
  });

  it.each(services)('asks the API for %s', async (name) => {
    expect(await health.check({ service: name })).toMatchObject({ status: Status.SERVING });
    expect(edge.api.seen).toEqual([expect.objectContaining({ path: expect.stringContaining(name) })]);
  });

  it('asks once, however many want to know', async () => {
    await using remembering = await runningEdge({ probedMs: 3_600_000 });
    const asked = createClient(Health, createGrpcTransport({ baseUrl: `http://${remembering.address}` }));
    await Promise.all(Array.from({ length: 20 }, () => asked.check({ service })));
    expect(remembering.api.seen).toHaveLength(1);
  });

  it('sees at its next probe that the API is gone; the edge itself goes on', async () => {
    await health.check({ service });
    await edge.api[Symbol.asyncDispose]();
    await expect.poll(() => health.check({ service })).toMatchObject({ status: Status.NOT_SERVING });
    expect(await health.check({})).toMatchObject({ status: Status.SERVING });
  });

  it('does not know other services', async () => {
    await expect(health.check({ service: 'nope' })).rejects.toMatchObject({ code: 5 });
    for await (const { status } of health.watch({ service: 'nope' })) {
      expect(status).toBe(Status.SERVICE_UNKNOWN);
      break;
    }
  });

  it('lists all', async () => {
    const { statuses } = await health.list({});
    const serving = expect.objectContaining({ status: Status.SERVING });
    expect(statuses).toEqual(Object.fromEntries(['', ...services].map((name) => [name, serving])));
  });

  it('tells who watches that it stops, and does not wait for them', async () => {
    const told: Status[] = [];
    const watched = (async () => {
      for await (const { status } of health.watch({})) told.push(status);
    })();
    await expect.poll(() => told).toEqual([Status.SERVING]);
    await Promise.all([edge.edge.stop(3_600_000), watched]);
    expect(told).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });

  it('tells who watches a service when its API goes and says nothing twice', async () => {
    const told: Status[] = [];
    void (async () => {
      for await (const { status } of health.watch({ service })) told.push(status);
    })().catch(() => undefined);
    await expect.poll(() => told).toEqual([Status.SERVING]);
    await eventually(() => expect(edge.api.seen.length).toBeGreaterThan(2));
    await edge.api[Symbol.asyncDispose]();
    await expect.poll(() => told).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });
});
