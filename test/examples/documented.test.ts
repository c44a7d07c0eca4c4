import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../local/environment.ts';
import { documented, endpoints } from './documented.ts';
import { faultsOf, type Served, show } from './run-documented.ts';

let environment: Environment;
let served: Served;

beforeAll(async () => {
  environment = await startEnvironment({ ports: [8000, 8002] }).catch(() => startEnvironment({ ports: [0, 0] }));
  const [first = '', second = ''] = environment.urls;
  served = { 8000: first, 8002: second };
});
afterAll(() => environment.stop());

describe('the documented commands', () => {
  it.each([...documented, ...endpoints])('$source: $title', async (example) => {
    expect(faultsOf(example, await show(example, served))).toEqual([]);
  });
});
