import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/domain/refusal.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { type HttpResponse, ok } from '../../src/http/responses.ts';
import { context, proxyEvent, requestId } from '../support/event.ts';
import { World } from '../support/world.ts';

const event = proxyEvent('GET /health');
const running = (run: (world: World) => Promise<HttpResponse>) => {
  const world = new World();
  return endpoint({}, () => run(world)).with(world.io())(event, context);
};

describe('every endpoint', () => {
  it('an endpoint puts the request id into the response and the log', async () => {
    const answer = await running(async () => ok({}, { Link: '<x>' }));
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'X-Request-Id': requestId, Link: '<x>' } });
  });

  it('an endpoint turns a refusal into a problem', async () => {
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
  ])('an endpoint responds with 500 without detail when it %s', async (_how, run) => {
    const answer = await running(run as () => Promise<HttpResponse>);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
  });

  it('an endpoint responds with 503 shortly before the time-out of Lambda', async () => {
    let at = 0;
    const never = (world: World) =>
      new Promise<HttpResponse>(() => {
        at = world.clock.now();
      });
    const world = new World();
    const answer = await endpoint({}, () => never(world)).with(world.io(10_000))(event, context);
    expect(world.clock.now() - at).toBe(9_700);
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '1' } });
  });

  it('an endpoint creates its dependencies anew for each invocation, with the Io of that invocation', async () => {
    const made: unknown[] = [];
    const handler = endpoint({ thing: (io) => made.push(io) }, async (_request, { thing }) => ok({ thing }));
    const ios = [new World().io(), new World().io()];
    for (const io of ios) await handler.with(io)(event, context);
    expect(made).toEqual(ios.map((io) => expect.objectContaining(io)));
  });
});
