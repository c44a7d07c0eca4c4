import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mollieOfStage } from '../../src/processor/mollie-of-stage.ts';
import { logger } from '../../src/runtime/log.ts';
import { cachedSecrets } from '../../src/runtime/secrets.ts';
import { World } from '../support/world.ts';
import { trouble } from './contract.ts';
import { MemoryMollie } from './mollie/memory-mollie.ts';
import { checkoutCharge } from './mollie/mollie-bench.ts';

const variables = { MOLLIE_SECRET_NAME: 'payments/mollie', MOLLIE_KEYS: 'test' };

beforeEach(() => {
  Object.assign(process.env, variables);
});
afterEach(() => {
  for (const name of [...Object.keys(variables), 'MOLLIE_URL']) delete process.env[name];
  vi.restoreAllMocks();
});

/** A payment at the Mollie of a stage whose secret is this. */
function stageWith(secret: string) {
  const world = new World();
  const mollie = new MemoryMollie();
  const reads: string[] = [];
  world.secrets = cachedSecrets(async (name) => {
    reads.push(name);
    return secret;
  });
  world.call = mollie.call;
  // No call runs out of time: a virtual clock would not wait for the body of an answer.
  const io = { ...world.io(), sleep: () => new Promise<never>(() => {}) };
  const sent = () => mollie.requests.map(({ url, headers }) => [new URL(url).origin, headers.Authorization]);
  return { open: () => mollieOfStage(io).open('k', checkoutCharge()), reads, sent };
}

describe('Mollie, as a stage has it', () => {
  it.each([
    ['test', 'test_canary', undefined, 'https://api.mollie.com'],
    ['test', '{"secret_key":"test_canary"}', 'http://localhost:8430', 'http://localhost:8430'],
    ['live', 'live_canary\n', undefined, 'https://api.mollie.com'],
  ])('in %s mode has the key of %j, and asks the Mollie of its stage', async (keys, secret, url, origin) => {
    Object.assign(process.env, { MOLLIE_KEYS: keys, ...(url && { MOLLIE_URL: url }) });
    const { open, reads, sent } = stageWith(secret);
    await expect(open()).resolves.toEqual({ processor: 'mollie', account: 'own', id: 'tr_1' });
    expect(reads).toEqual(['payments/mollie']);
    expect(sent()).toEqual([[origin, `Bearer ${keys}_canary`]]);
  });

  it.each([
    ['test', 'live_canary'],
    ['live', 'test_canary'],
    ['live', 'access_canary'],
    ['test', 'sk_test_canary'],
    ['test', ''],
  ])('takes %s keys alone: %s is not sent, and is in no log line', async (keys, secret) => {
    process.env.MOLLIE_KEYS = keys;
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const { open, sent } = stageWith(secret);
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error).toEqual(trouble('misconfigured'));
    expect(sent()).toEqual([]);
    expect(JSON.stringify([logged.mock.calls, String(error)])).not.toContain('canary');
  });

  it('is not to be had in a stage without it', async () => {
    process.env.MOLLIE_SECRET_NAME = '';
    await expect(stageWith('test_canary').open()).rejects.toEqual(trouble('misconfigured'));
  });
});
