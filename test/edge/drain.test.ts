import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runningEdge } from '../support/edge.ts';
import { eventually } from '../support/eventually.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { closed } from '../support/raw-grpc.ts';

function clientsOf(address: string) {
  const clients = grpcClients(address);
  onTestFinished(() => clients.close());
  return clients;
}

/** Longer than any test: an edge that waits this long makes the test fail. */
const endlessMs = 3_600_000;

describe('draining', () => {
  it('a draining edge completes the call in flight, sends GOAWAY and refuses new calls', async () => {
    await using edge = await runningEdge();
    const clients = clientsOf(edge.address);
    const session = connectHttp2(`http://${edge.address}`);
    await once(session, 'remoteSettings');
    const goaway = once(session, 'goaway');
    const inFlight = clients.customers('GetPayment', { payment_id: 'held' });
    await eventually(() => expect(edge.api.seen).toHaveLength(1));

    const stopped = edge.edge.stop(endlessMs);
    const [errorCode] = await goaway;
    expect(errorCode).toBe(0);
    const refused = connect(edge.port, '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    edge.api.answerHeld();
    expect((await inFlight).code).toBe('OK');
    await stopped;
  });

  it('a draining edge completes a call over HTTP/1.1', async () => {
    await using edge = await runningEdge();
    const inFlight = fetch(`http://${edge.address}/payments.v1.PaymentService/GetPayment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"payment_id": "held"}',
    });
    await eventually(() => expect(edge.api.seen).toHaveLength(1));
    const stopped = edge.edge.stop(endlessMs);
    edge.api.answerHeld();
    await stopped;
    expect(await (await inFlight).json()).toMatchObject({ payment_id: 'held' });
  });

  it('a draining edge ends calls that exceed the grace period with UNAVAILABLE', async () => {
    await using edge = await runningEdge();
    const clients = clientsOf(edge.address);
    const inFlight = clients.customers('GetPayment', { payment_id: 'held' });
    await eventually(() => expect(edge.api.seen).toHaveLength(1));
    await edge.edge.stop(1);
    expect(await inFlight).toMatchObject({ code: 'UNAVAILABLE', message: 'the edge has stopped' });
    await eventually(() => expect(edge.api.seen[0]?.aborted).toBe(true));
  });

  it('a draining edge does not wait for idle connections', async () => {
    await using edge = await runningEdge();
    const sockets = [connect(edge.port, '127.0.0.1'), connect(edge.port, '127.0.0.1')];
    const ended = sockets.map(closed);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    sockets[1]?.write('POST / HTTP/1.1\r\nhost: a\r\n');
    await edge.edge.stop(endlessMs);
    await Promise.all(ended);
  });
});
