import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/refusal.ts';
import { type Answer, ok } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { context, proxyEvent, requestId } from '../support/event.ts';
import { World } from '../support/world.ts';

const event = proxyEvent('GET /health');
const running = (run: (world: World) => Promise<Answer>) => {
  const world = new World();
  return endpoint({}, () => run(world)).with(world.io())(event, context);
};

describe('every endpoint', () => {
  it('answers with its request’s id, which is in the log too', async () => {
    const answer = await running(async () => ok({}, { Link: '<x>' }));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'X-Request-Id': requestId, Link: '<x>' } });
  });

  it('answers a refusal as a problem', async () => {
    const answer = await running(() => Promise.reject(new Refusal('user_not_found', 'no user has this id')));
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'X-Request-Id': requestId } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'user_not_found', request_id: requestId });
  });

  it.each([
    [
      'throws at once',
      () => {
        throw new TypeError('secret');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('secret'))],
    ['rejects with nothing', () => Promise.reject(undefined)],
  ])('answers 500 when it %s, and tells nothing', async (_how, run) => {
    const answer = await running(run as () => Promise<Answer>);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
  });

  it('answers 503 a moment before Lambda would cut it off', async () => {
    let at = 0;
    const never = (world: World) =>
      new Promise<Answer>(() => {
        at = world.clock.now();
      });
    const world = new World();
    const answer = await endpoint({}, () => never(world)).with(world.io(10_000))(event, context);
    expect(world.clock.now() - at).toBe(9_700);
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
  });

  it('makes what it needs anew for each invocation, on that invocation’s clock and store', async () => {
    const made: unknown[] = [];
    const handler = endpoint({ thing: (io) => made.push(io) }, async (_request, { thing }) => ok({ thing }));
    const ios = [new World().io(), new World().io()];
    for (const io of ios) await handler.with(io)(event, context);
    expect(made).toEqual(ios);
  });
});
