import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { makeFixtures } from '../bad-inputs/fixtures.ts';
import { refusalIn, wrongWith } from '../bad-inputs/generated-answers.ts';
import { generatedRequest } from '../bad-inputs/generated-requests.ts';
import { sent } from '../bad-inputs/sent.ts';
import { clientOf } from '../support/client.ts';
import { StoredTables } from '../support/stored-tables.ts';

/** BAD_INPUTS_HTTP=5000 is the full run; BAD_INPUTS_SEED generates other inputs. */
const count = Number(process.env.BAD_INPUTS_HTTP ?? 300);
const seed = Number(process.env.BAD_INPUTS_SEED ?? 20_261_121);

let environment: Environment;
let stored: StoredTables;
let fixtures: ReadonlyMap<string, string>;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: false });
  stored = new StoredTables(environment.dynamodbEndpoint);
  fixtures = await makeFixtures(clientOf(String(environment.urls[0])).post);
});
afterAll(async () => {
  stored[Symbol.dispose]();
  await environment.stop();
});

/** Tables that requests write to. Projections are updated later, by the stream. */
const contents = async () => [
  await stored.items('payments'),
  await stored.items('orders'),
  await stored.items('users'),
];

it(`${count} generated requests over HTTP get documented answers, and refused ones store nothing`, async () => {
  let before = await contents();
  let answered = 0;
  const property = fc.asyncProperty(generatedRequest, async (request) => {
    const path = request.path.replace(/\{([^}]+)\}/, (whole, name: string) => fixtures.get(name) ?? whole);
    const origin = request.door === 'service' ? String(environment.urls[0]) : environment.others.requestor;
    const answer = await sent(origin, { ...request, path: request.query === '' ? path : `${path}?${request.query}` });
    const given = {
      status: answer.status,
      header: (name: string) => answer.headers.get(name) ?? undefined,
      body: Buffer.from(answer.text),
    };
    const after = await contents();
    const hasChanged = !isDeepStrictEqual(after, before);
    before = after;
    if (refusalIn(request, given) === undefined) answered++;
    const wrong = wrongWith(request, given, hasChanged);
    if (wrong.length > 0) throw new Error(`${wrong.join('; ')}: ${answer.status} ${answer.text.slice(0, 400)}`);
  });
  await fc.assert(property, { numRuns: count, seed });
  console.log(`${count} generated requests over HTTP by seed ${seed}, ${answered} of them not refused`);
  expect(answered).toBeGreaterThan(count / 50);
});
