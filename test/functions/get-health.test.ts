import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/health/get-health.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

describe('GET /health', () => {
  it('is healthy while the table of payments can be read', async () => {
    const world = new World();
    const { status, headers, json } = await call(handler, world, 'GET /health');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(json).toEqual({
      status: 'healthy',
      service: 'payment-service',
      version: 'test',
      database_status: 'UP',
      timestamp: '2026-11-21T12:00:00.000Z',
    });
    expect(world.dynamo.calls()).toEqual(['Get']);
  });

  it.each(['/health', '/health/'])('answers HEAD %s as GET, for monitors that read no body', async (path) => {
    const { status, headers } = await call(handler, new World(), `HEAD ${path}`);
    expect([status, headers['Content-Type']]).toEqual([200, 'application/json']);
  });

  it('is not while it cannot, and says no more than that', async () => {
    const world = new World();
    world.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const { status, json, body } = await call(handler, world, 'GET /health/');
    expect(status).toBe(503);
    expect(json).toMatchObject({ status: 'unhealthy', database_status: 'DOWN' });
    expect(body).not.toContain('arn');
  });
});
