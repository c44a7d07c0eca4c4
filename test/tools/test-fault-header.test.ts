import { afterAll, expect, it } from 'vitest';
import { startGateway } from '../../hermetic/api-gateway/gateway.ts';
import type { ProxyEvent } from '../../hermetic/api-gateway/proxy-event.ts';
import { environmentFaults } from '../../tools/faults/environment-faults.ts';
import { TestFunctions } from '../hermetic/test-functions.ts';

const code = new TestFunctions();
const app = code.declare({
  echo: 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });',
});
const faults = environmentFaults(() => app);
const gateway = await startGateway({
  app,
  listeners: [{ api: 'api', port: 0 }],
  functionEnvironment: {},
  faults,
});
afterAll(async () => {
  await gateway.stop(0);
  await faults.stop();
  code.remove();
});

const echoed = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${gateway.ports[0]}/echo`, { headers });

it('the header X-Test-Fault is removed before the function sees the request', async () => {
  const response = await echoed({ 'X-Test-Fault': 'store: throttled', 'X-Other': 'kept' });
  const event = (await response.json()) as ProxyEvent;
  expect(response.headers.get('x-test-faults-happened')).toBe('0');
  expect(event.headers).toMatchObject({ 'X-Other': 'kept' });
  expect(JSON.stringify(event).toLowerCase()).not.toContain('x-test-fault');
});

it('an answer has no fault header if no fault was requested', async () => {
  const response = await echoed({});
  expect(response.headers.has('x-test-faults-happened')).toBe(false);
});

it('an unknown fault is refused before any function is called', async () => {
  const response = await echoed({ 'X-Test-Fault': 'store: explodes' });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: expect.stringContaining('There is no fault "store: explodes"') });
});
