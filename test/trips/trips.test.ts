import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { httpCall } from '../../src/runtime/http-call.ts';
import { logger } from '../../src/runtime/log.ts';
import { trips } from '../../src/trips/trips.ts';
import { heldIo } from '../support/held-io.ts';
import { recordedParts } from '../support/recorded-parts.ts';
import { refusal } from '../support/refusals.ts';
import { World } from '../support/world.ts';

let server: Server;
let base = '';
let requests: string[] = [];
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const call = httpCall();
let timeIsUp = () => {};
function client() {
  const held = heldIo((url, request) => call(url.replace('http://localhost:8081', base), request));
  ({ timeIsUp } = held);
  return trips(held.io);
}
const trip = JSON.stringify({ trip_id: '7', status: 'COMPLETED', fare: 18.5, currency: 'EUR' });
const fare = { minor: 1850n, currency: 'EUR' };
const unavailable = refusal('trip_service_unavailable', { retryAfterSeconds: 1 });

/** Responds with each listener in turn, then always with the last one. */
const inTurn = (...listeners: [RequestListener, ...RequestListener[]]): RequestListener => {
  let turn = 0;
  return (request, response) => (listeners[Math.min(turn++, listeners.length - 1)] ?? listeners[0])(request, response);
};
const completed: RequestListener = (_request, response) => response.end(trip);
const status =
  (code: number, headers: Record<string, string> = {}, body = ''): RequestListener =>
  (_request, response) =>
    response.writeHead(code, headers).end(body);
const hangUp: RequestListener = (request) => request.socket.destroy();
/** Fires the client’s time-out. */
const silence: RequestListener = () => timeIsUp();

describe('the fare of a trip', () => {
  it('a fare takes one request', async () => {
    answer = completed;
    expect(await client().fareOf('7')).toEqual(fare);
    expect(requests).toEqual(['GET /v1/trips/7']);
  });

  it.each([
    [200, trip, false],
    [503, '', true],
  ])('a call in a trace is a step of it, which the trip service is told of (%i)', async (code, body, failed) => {
    const told: unknown[] = [];
    answer = (request, response) => {
      told.push(request.headers.traceparent);
      response.writeHead(code).end(body);
    };
    const { tracing, parts } = recordedParts(() => 3_000);
    const start = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: undefined, sampled: true };
    const trace = tracing.start(start, { now: () => 3_000 });
    const held = heldIo((url, request) => call(url.replace('http://localhost:8081', base), request));
    await trips({ ...held.io, trace })
      .fareOf('7')
      .catch(() => undefined);
    trace.end({ kind: 'request', name: 'charge-trip' }, false);
    const steps = parts.flatMap(({ children }) => children);
    expect(told).toEqual(steps.map(({ id }) => `00-${start.traceId}-${id}-01`));
    expect(steps[0]).toMatchObject({ kind: 'service', name: 'trips', failed, attributes: { http_status: code } });
  });

  it('a trip id cannot change the path of the request', async () => {
    answer = status(404);
    await expect(client().fareOf('../admin?x=1#')).rejects.toThrow(refusal('trip_not_found'));
    expect(requests).toEqual(['GET /v1/trips/..%2Fadmin%3Fx%3D1%23']);
  });

  it('a 404 of the trip service is trip_not_found', async () => {
    answer = status(404, {}, '{"error":"unknown"}');
    await expect(client().fareOf('7')).rejects.toThrow(refusal('trip_not_found'));
    expect(requests).toHaveLength(1);
  });

  it('all requests share one connection, whatever the responses', async () => {
    const ports = new Set<number | undefined>();
    const own = client();
    for (const code of [404, 401, 404, 200, 404]) {
      answer = (request, response) => {
        ports.add(request.socket.remotePort);
        status(code, {}, code === 200 ? trip : '{"error":"no"}')(request, response);
      };
      await own.fareOf('7').catch(() => undefined);
    }
    expect(ports.size).toBe(1);
  });

  it('a trip in progress is refused', async () => {
    answer = status(200, {}, '{"trip_id":"7","status":"RUNNING"}');
    await expect(client().fareOf('7')).rejects.toThrow(refusal('trip_not_completed'));
  });

  it.each([
    ['fails', status(500)],
    ['is overloaded', status(429)],
    ['hangs up', hangUp],
    ['does not respond', silence],
    [
      'hangs up within its response',
      ((request, response) => {
        response.writeHead(200, { 'Content-Length': String(trip.length) });
        response.write(trip.slice(0, 20), () => request.socket.destroy());
      }) satisfies RequestListener,
    ],
  ])('the request is retried if the service %s', async (_how, failing) => {
    answer = inTurn(failing, completed);
    expect(await client().fareOf('7')).toEqual(fare);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['fails', status(503, { 'Content-Type': 'text/html' }, '<h1>no</h1>')],
    ['hangs up', hangUp],
  ])('trip_service_unavailable if the service %s twice', async (_how, failing) => {
    answer = failing;
    await expect(client().fareOf('7')).rejects.toThrow(unavailable);
    expect(requests).toHaveLength(2);
  });

  it('trip_service_unavailable if nothing listens', async () => {
    const { io } = heldIo((_url, request) => call('http://127.0.0.1:1/', request));
    await expect(trips(io).fareOf('7')).rejects.toThrow(unavailable);
  });

  it.each([
    ['silent', silence],
    [
      'sending one byte at a time forever',
      ((request, response) => {
        response.writeHead(200);
        let drips = 0;
        const drip = () => {
          if (request.socket.destroyed) return;
          response.write(' ', () => setImmediate(drip));
          if (++drips === 10) timeIsUp();
        };
        drip();
      }) satisfies RequestListener,
    ],
  ])('the client does not wait forever for a service that is %s', async (_how, slow) => {
    answer = slow;
    await expect(client().fareOf('7')).rejects.toThrow(unavailable);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['five seconds', 10_000, 5_000],
    ['less where less time is left, so that some is left for the charge', 3_000, 1_500],
  ])('the client waits %s', async (_how, timeOut, waited) => {
    const world = new World();
    const startedAt = world.clock.now();
    world.call = (_url, { signal }) =>
      new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    await expect(trips(world.io(timeOut)).fareOf('7')).rejects.toThrow(unavailable);
    expect(world.clock.now() - startedAt).toBe(waited);
  });

  it.each([
    ['nonsense', status(200, { 'Content-Type': 'text/html' }, '<html>welcome</html>')],
    ['no UTF-8', (_request, response) => response.end(Buffer.from([0x7b, 0xff]))],
    ['nothing', status(204)],
    ['a wrong currency', status(200, {}, trip.replace('EUR', 'EURO'))],
    ['a negative fare', status(200, {}, trip.replace('18.5', '-18.5'))],
    ['401', status(401)],
    ['302', (_request, response) => response.writeHead(302, { Location: `${base}/x` }).end()],
  ] satisfies [string, RequestListener][])(
    'an unusable response is not retried: the service says %s',
    async (_what, listener) => {
      answer = listener;
      await expect(client().fareOf('7')).rejects.toThrow(unavailable);
      expect(requests).toHaveLength(1);
    },
  );

  it.each([
    ['HTTP 401', status(401)],
    ['amount_required at /fare', status(200, {}, '{"trip_id":7,"status":"COMPLETED","total":18.5}')],
    ['invalid_utf8', (_request, response) => response.end(Buffer.from([0x7b, 0xff]))],
  ] satisfies [string, RequestListener][])(
    'the client and the log are told what is wrong: %s',
    async (reason, wrong) => {
      const logged = vi.spyOn(logger, 'error').mockImplementation(() => {});
      answer = wrong;
      await expect(client().fareOf('7')).rejects.toThrow(`malformed trip (${reason}); nothing was charged`);
      expect(logged.mock.calls).toEqual([['malformed_trip', { reason }]]);
      logged.mockRestore();
    },
  );

  it('a response that is too large is refused without reading all of it', async () => {
    let sent = 0;
    // Far more than the kernel keeps of a connection, so that it is not all sent before the client has closed it.
    const whole = 64 * 2 ** 20;
    const chunk = Buffer.alloc(16_384, ' ');
    answer = (request, response) => {
      let closed = false;
      request.socket.once('close', () => {
        closed = true;
      });
      const more = () => {
        while (!closed && sent < whole && response.write(chunk)) sent += chunk.length;
        if (!closed && sent < whole) response.once('drain', more);
      };
      more();
    };
    await expect(client().fareOf('7')).rejects.toThrow(unavailable);
    expect(requests).toHaveLength(1);
    expect(sent).toBeLessThan(whole);
  });
});

describe('a trip service that keeps failing', () => {
  const failed = () => Promise.resolve(new Response(null, { status: 500 }));
  const worked = () => Promise.resolve(new Response(trip));

  it('the client does not call it for ten seconds, then sends one probe, then works as before', async () => {
    const world = new World();
    let calls = 0;
    const answering = (by: typeof failed) => {
      world.call = () => {
        calls++;
        return by();
      };
    };
    const ask = () => trips(world.io()).fareOf('7');
    answering(failed);
    for (let charge = 0; charge < 5; charge++) await expect(ask()).rejects.toThrow(unavailable);
    expect(calls).toBe(10);

    world.clock.advance(2_000);
    await expect(ask()).rejects.toThrow(refusal('trip_service_unavailable', { retryAfterSeconds: 8 }));
    expect(calls).toBe(10);

    world.clock.advance(8_000);
    await expect(ask()).rejects.toThrow(unavailable);
    expect(calls).toBe(11);
    await expect(ask()).rejects.toThrow(refusal('trip_service_unavailable', { retryAfterSeconds: 10 }));

    world.clock.advance(10_000);
    answering(worked);
    expect(await ask()).toEqual(fare);
    expect(await ask()).toEqual(fare);
    expect(calls).toBe(13);
  });

  it('trips that are incomplete, unknown or malformed do not open the circuit', async () => {
    const world = new World();
    const answers = [
      () => new Response(null, { status: 404 }),
      () => new Response('{"trip_id":7,"status":"RUNNING"}'),
      () => new Response('?'),
    ];
    for (const each of [...answers, ...answers, ...answers]) {
      world.call = async () => each();
      await expect(trips(world.io()).fareOf('7')).rejects.toThrow();
    }
    world.call = worked;
    expect(await trips(world.io()).fareOf('7')).toEqual(fare);
  });
});
