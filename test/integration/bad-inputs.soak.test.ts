import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../tools/start/environment.ts';
import { amounts } from '../bad-inputs/amounts.ts';
import { bodies } from '../bad-inputs/bodies.ts';
import { calls } from '../bad-inputs/calls.ts';
import { makeFixtures } from '../bad-inputs/fixtures.ts';
import { type BadInput, freeKey } from '../bad-inputs/input.ts';
import { peopleAndTrips } from '../bad-inputs/people-and-trips.ts';
import { sent } from '../bad-inputs/sent.ts';
import { transport } from '../bad-inputs/transport.ts';
import { type Answered, clientOf } from '../support/client.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';
import { StoredTables } from '../support/stored-tables.ts';

const all = { amounts, bodies, 'people and trips': peopleAndTrips, transport, calls };
const count = Object.values(all).flat().length;

let environment: Environment;
let stored: StoredTables;
let fixtures: ReadonlyMap<string, string>;
let before: unknown;
const origin = (door: BadInput['door']) =>
  door === 'service' ? String(environment.urls[0]) : environment.others.requestor;

beforeAll(async () => {
  environment = await startOwnEnvironment({ seed: false });
  stored = new StoredTables(environment.dynamodbEndpoint);
  const api = clientOf(origin('service'));
  fixtures = await makeFixtures(api.post);
  // The first list stores the HMAC key of the cursors.
  await api.get('/v1/payments');
  await environment.caughtUp();
  before = await stored.contents();
});
afterAll(async () => {
  stored[Symbol.dispose]();
  await environment.stop();
  console.log(`${count} bad inputs, each refused with its code, and nothing stored`);
});

/** The error code, which each kind of API has in another place. */
function codeOf({ headers, json }: Answered): unknown {
  const [error] = (json.errors ?? []) as readonly { extensions?: { reason?: string; code?: string } }[];
  return headers.get('x-error-code') ?? json.code ?? error?.extensions?.reason ?? error?.extensions?.code;
}

const filled = (path: string) => path.replace(/\{([^}]+)\}/g, (whole, name: string) => fixtures.get(name) ?? whole);

it('there are at least 150 bad inputs', () => {
  expect(count).toBeGreaterThanOrEqual(150);
});

describe.each(Object.entries(all))('%s', (_part, inputs) => {
  it.each(inputs.map((input) => [input.what, input] as const))('%s is refused', async (_, input) => {
    const answer = await sent(origin(input.door), { ...input, path: filled(input.path) });
    expect([answer.status, codeOf(answer)]).toEqual([input.status, input.code]);
    expect(answer.text).not.toMatch(/4111111111111111|node:|\.ts:| {4}at /);
  });

  // Once for all of them, because reading every table takes longer than the requests. Which one it was: -t with its name.
  it('nothing of all that is stored', async () => {
    const was = before;
    before = await stored.contents();
    expect(before).toEqual(was);
  });
});

it('the key of all bad inputs is still free', async () => {
  const { get, post } = clientOf(origin('service'));
  expect((await get(`/v1/idempotency-keys/${freeKey}`)).json.status).toBe('never_seen');
  const made = await post('/v1/payments', '{"amount":"12.50"}', { 'Idempotency-Key': freeKey });
  expect([made.status, made.headers.get('idempotent-replayed')]).toEqual([201, null]);
});
