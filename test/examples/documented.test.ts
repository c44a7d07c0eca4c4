import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../local/environment.ts';
import { documented, documentedRides, endpoints, testPaymentApi } from './documented.ts';
import { faultsOf, runScript, type Served, show } from './run-documented.ts';

let environment: Environment;
let served: Served;

beforeAll(async () => {
  const anyPorts = () => startEnvironment({ ports: [0, 0, 0] });
  environment = await startEnvironment({ ports: [8000, 8002, 8082] }).catch(anyPorts);
  const [first = '', second = '', third = ''] = environment.urls;
  served = { 8000: first, 8002: second, 8082: third };
});
afterAll(() => environment.stop());

describe('the documented commands', () => {
  it.each([...documented, ...endpoints, ...documentedRides])('$source: $title', async (example) => {
    expect(faultsOf(example, await show(example, served))).toEqual([]);
  });

  it('ride hailing: the sample script, whose trip is paid by now', async () => {
    const printed = await runScript(testPaymentApi, served);
    expect(printed).toMatch(/1\. Health Check:[\s\S]*"healthy"[\s\S]*2\. Get Payments:[\s\S]*"payment_id"/);
    expect(printed).toMatch(/3\. Process Payment:[\s\S]*"trip_already_paid"/);
  });
});
