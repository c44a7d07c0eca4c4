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
  // A short cache time, so that tests need not wait for the next probe.
  edge = await runningEdge({ probedMs: 10 });
  health = createClient(Health, createGrpcTransport({ baseUrl: `http://${edge.address}` }));
});
afterEach(() => edge[Symbol.asyncDispose]());

describe('grpc.health.v1', () => {
  it('the edge reports its own health without calling the API', async () => {
    expect(await health.check({})).toMatchObject({ status: Status.SERVING });
    expect(edge.api.seen).toEqual([]);
  });

  it.each(services)('the health of %s is that of the API', async (name) => {
    expect(await health.check({ service: name })).toMatchObject({ status: Status.SERVING });
    expect(edge.api.seen).toEqual([expect.objectContaining({ path: expect.stringContaining(name) })]);
  });

  it('concurrent health checks cause one probe', async () => {
    await using remembering = await runningEdge({ probedMs: 3_600_000 });
    const cachingHealth = createClient(Health, createGrpcTransport({ baseUrl: `http://${remembering.address}` }));
    await Promise.all(Array.from({ length: 20 }, () => cachingHealth.check({ service })));
    expect(remembering.api.seen).toHaveLength(1);
  });

  it('the next probe detects that the API is down, while the edge itself stays healthy', async () => {
    await health.check({ service });
    await edge.api[Symbol.asyncDispose]();
    await expect.poll(() => health.check({ service })).toMatchObject({ status: Status.NOT_SERVING });
    expect(await health.check({})).toMatchObject({ status: Status.SERVING });
  });

  it('the health of an unknown service is NOT_FOUND', async () => {
    await expect(health.check({ service: 'nope' })).rejects.toMatchObject({ code: 5 });
    for await (const { status } of health.watch({ service: 'nope' })) {
      expect(status).toBe(Status.SERVICE_UNKNOWN);
      break;
    }
  });

  it('the health list has all services', async () => {
    const { statuses } = await health.list({});
    const serving = expect.objectContaining({ status: Status.SERVING });
    expect(statuses).toEqual(Object.fromEntries(['', ...services].map((name) => [name, serving])));
  });

  it('a watcher is told that the edge is stopping, and does not delay it', async () => {
    const statuses: Status[] = [];
    const watched = (async () => {
      for await (const { status } of health.watch({})) statuses.push(status);
    })();
    await expect.poll(() => statuses).toEqual([Status.SERVING]);
    await Promise.all([edge.edge.stop(3_600_000), watched]);
    expect(statuses).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });

  it('a watcher of a service is told once when its API goes down', async () => {
    const statuses: Status[] = [];
    void (async () => {
      for await (const { status } of health.watch({ service })) statuses.push(status);
    })().catch(() => undefined);
    await expect.poll(() => statuses).toEqual([Status.SERVING]);
    await eventually(() => expect(edge.api.seen.length).toBeGreaterThan(2));
    await edge.api[Symbol.asyncDispose]();
    await expect.poll(() => statuses).toEqual([Status.SERVING, Status.NOT_SERVING]);
  });
});
