import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessorTrouble } from '../../src/processor/port.ts';
import { credentialsIn } from '../../src/processor/stage-credentials.ts';
import { stripeEventsOfStage } from '../../src/processor/stripe-events-of-stage.ts';
import { stripeOfStage } from '../../src/processor/stripe-of-stage.ts';
import { logger } from '../../src/runtime/log.ts';
import { cachedSecrets, SecretUnavailable } from '../../src/runtime/secrets.ts';
import { signedByStripe } from '../support/signed-by-stripe.ts';
import { World } from '../support/world.ts';
import { answered } from './stripe/memory-stripe.ts';

const intent = { processor: 'stripe', account: 'own', id: 'pi_1' };
const secretAnswer = { status: 200, body: { id: 'pi_1', client_secret: 'pi_1_secret' } };
const variables = { STRIPE_SECRET_NAME: 'payments/stripe', STRIPE_KEYS: 'test' };

beforeEach(() => {
  Object.assign(process.env, variables);
});
afterEach(() => {
  for (const name of [...Object.keys(variables), 'STRIPE_ACCOUNT', 'STRIPE_URL']) delete process.env[name];
  vi.restoreAllMocks();
});

/** No call runs out of time: a virtual clock would not wait for the body of an answer. */
const never = () => new Promise<never>(() => {});

/** A world whose secret has one value after another, and whose Stripe accepts one key. */
function worldWith(values: readonly (string | Error)[], accepted = 'sk_test_canary') {
  const world = new World();
  const reads: string[] = [];
  const sent: (readonly [url: string, authorization: string | undefined, account: string | undefined])[] = [];
  world.secrets = cachedSecrets(async (name) => {
    reads.push(name);
    const value = values[Math.min(reads.length, values.length) - 1];
    if (typeof value !== 'string') throw value;
    return value;
  });
  world.call = async (url, { headers }) => {
    sent.push([url, headers.Authorization, headers['Stripe-Account']]);
    if (headers.Authorization === `Bearer ${accepted}`) return answered(secretAnswer);
    return answered({ status: 401, body: { error: { type: 'invalid_request_error' } } });
  };
  const ask = () => stripeOfStage({ ...world.io(), sleep: never }).clientSecret?.(intent);
  return { world, ask, reads, sent };
}

const troubleOf = async (call: Promise<unknown> | undefined) => {
  const error = await call?.catch((thrown: unknown) => thrown);
  return error instanceof ProcessorTrouble ? error.trouble : error;
};

describe('Stripe, as a stage has it', () => {
  it('reads its key once for all invocations of an environment', async () => {
    const { ask, reads, sent } = worldWith(['sk_test_canary']);
    expect([await ask(), await ask()]).toEqual(['pi_1_secret', 'pi_1_secret']);
    expect(reads).toEqual(['payments/stripe']);
    expect(sent[0]).toEqual(['https://api.stripe.com/v1/payment_intents/pi_1', 'Bearer sk_test_canary', undefined]);
  });

  it('finds a rotated key: the call that it was refused fails, and the next one reads the secret again', async () => {
    const { ask, reads } = worldWith(['sk_test_old', 'sk_test_canary']);
    expect(await troubleOf(ask())).toBe('misconfigured');
    expect(await ask()).toBe('pi_1_secret');
    expect(reads).toHaveLength(2);
  });

  it('asks the Stripe and the account of its stage', async () => {
    Object.assign(process.env, { STRIPE_URL: 'http://localhost:8420', STRIPE_ACCOUNT: 'acct_1' });
    const { ask, sent } = worldWith(['rk_test_canary'], 'rk_test_canary');
    await troubleOf(ask());
    // The intent of this test is at the key's own account: nothing is sent for it.
    expect(sent).toEqual([]);
  });

  it.each([
    ['test', 'sk_live_canary'],
    ['test', 'rk_live_canary'],
    ['live', 'sk_test_canary'],
    ['live', 'rk_test_canary'],
    ['live', 'whsec_canary'],
    ['test', 'pk_test_canary'],
    ['test', ''],
    ['test', '{"webhook_secret":"whsec_canary"}'],
    ['test', '{"secret_key": sk_test_canary}'],
  ])('takes %s keys alone: %s is not sent, and is in no log line', async (keys, secret) => {
    process.env.STRIPE_KEYS = keys;
    const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
    const { ask, sent } = worldWith([secret]);
    const error = await ask()?.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ trouble: 'misconfigured' });
    expect(sent).toEqual([]);
    expect(logged.mock.calls).toHaveLength(1);
    expect(JSON.stringify([logged.mock.calls, String(error)])).not.toContain('canary');
  });

  it.each([
    ['cannot be read now', new SecretUnavailable('no answer', false), 'not_sent'],
    ['does not exist', new SecretUnavailable('ResourceNotFoundException', true), 'misconfigured'],
  ])('asks nobody while its secret %s', async (_what, error, trouble) => {
    const { ask, sent } = worldWith([error]);
    expect(await troubleOf(ask())).toBe(trouble);
    expect(sent).toEqual([]);
  });

  it('is not to be had in a stage without it', async () => {
    process.env.STRIPE_SECRET_NAME = '';
    expect(await troubleOf(worldWith(['sk_test_canary']).ask())).toBe('misconfigured');
  });

  it.each([
    ['sk_test_1', 'sk_test_1'],
    ['sk_test_1\n', 'sk_test_1'],
    ['{"secret_key":"sk_test_1","webhook_secret":"whsec_1"}', 'sk_test_1'],
  ])('finds the key in the secret %j', (secret, key) => {
    expect(credentialsIn(secret).key).toBe(key);
  });
});

describe('the signing secret of a stage', () => {
  const keyAlone = 'sk_test_canary';
  const keyAnd = (...secrets: string[]) => JSON.stringify({ secret_key: keyAlone, webhook_secrets: secrets });
  const genuine = { kind: 'irrelevant' };
  const refused = { kind: 'forged', reason: 'signature' };

  /** A stage whose environment is warm: it has read its secret, of which there is another now. */
  async function warmStage(before: string, now: string | Error) {
    const { world, reads } = worldWith([before, now]);
    const event = (by: string) => {
      const body = JSON.stringify({
        id: 'evt_1',
        type: 'customer.created',
        created: world.clock.now() / 1_000,
        livemode: false,
        data: { object: { id: 'cus_1', object: 'customer' } },
      });
      const headers = new Map([['stripe-signature', [signedByStripe(body, by, world.clock.now())]]]);
      const stage = stripeEventsOfStage({ ...world.io(), sleep: never });
      return stage.readEvent?.({ headers, body: Buffer.from(body) });
    };
    await event('whsec_old');
    return { world, reads, event };
  }

  it.each([
    ['is rotated', keyAnd('whsec_old'), keyAnd('whsec_new')],
    ['is added to the key', keyAlone, keyAnd('whsec_new')],
  ])('that %s is found by the first event that it signs', async (_what, before, now) => {
    const { reads, event } = await warmStage(before, now);
    expect(await event('whsec_new')).toEqual(genuine);
    expect(reads).toHaveLength(2);
  });

  it('is read again once a minute at most, however many events are forged', async () => {
    const { world, reads, event } = await warmStage(keyAnd('whsec_old'), keyAnd('whsec_old'));
    for (let sent = 0; sent < 20; sent++) expect(await event('whsec_forged')).toEqual(refused);
    expect(reads).toHaveLength(2);
    world.clock.advance(60_000);
    expect(await event('whsec_forged')).toEqual(refused);
    expect(reads).toHaveLength(3);
  });

  it('that is taken away signs nothing any more after an hour, and is read again once an hour', async () => {
    const { world, reads, event } = await warmStage(keyAnd('whsec_old'), keyAnd('whsec_new'));
    world.clock.advance(3_599_000);
    expect(await event('whsec_old')).toEqual(genuine);
    world.clock.advance(1_000);
    expect(await event('whsec_old')).toEqual(refused);
    const read = reads.length;
    for (let sent = 0; sent < 20; sent++) expect(await event('whsec_new')).toEqual(genuine);
    expect(reads).toHaveLength(read);
  });

  it('is kept while it cannot be read again', async () => {
    const { reads, event } = await warmStage(keyAnd('whsec_old'), new SecretUnavailable('no answer', false));
    expect(await event('whsec_forged')).toEqual(refused);
    expect(await event('whsec_old')).toEqual(genuine);
    expect(reads).toHaveLength(2);
  });
});
