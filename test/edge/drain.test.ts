import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { runningEdge } from '../support/edge.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { closed } from '../support/raw-grpc.ts';

function clientsOf(address: string) {
  const clients = grpcClients(address);
  onTestFinished(() => clients.close());
  return clients;
}

describe('an edge that stops', () => {
  it('answers the call in flight, sends GOAWAY, and takes no more', async () => {
    await using edge = await runningEdge();
    const clients = clientsOf(edge.address);
    const session = connectHttp2(`http://${edge.address}`);
    await once(session, 'remoteSettings');
    const goaway = once(session, 'goaway');
    const inFlight = clients.customers('GetPayment', { payment_id: 'slow-400' });
    await vi.waitFor(() => expect(edge.api.seen).toHaveLength(1));

    const before = performance.now();
    const stopped = edge.edge.stop(5_000);
    const [errorCode] = await goaway;
    expect(errorCode).toBe(0);
    const refused = connect(edge.port, '127.0.0.1');
    await expect(once(refused, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await inFlight).code).toBe('OK');
    await stopped;
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('answers a call over HTTP/1.1 too', async () => {
    await using edge = await runningEdge();
    const inFlight = fetch(`http://${edge.address}/payments.v1.PaymentService/GetPayment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"payment_id": "slow-400"}',
    });
    await vi.waitFor(() => expect(edge.api.seen).toHaveLength(1));
    await edge.edge.stop(5_000);
    expect(await (await inFlight).json()).toMatchObject({ payment_id: 'slow-400' });
  });

  it('cuts off, with UNAVAILABLE, what takes longer than the grace', async () => {
    await using edge = await runningEdge();
    const clients = clientsOf(edge.address);
    const inFlight = clients.customers('GetPayment', { payment_id: 'slow-20000' });
    await vi.waitFor(() => expect(edge.api.seen).toHaveLength(1));
    const before = performance.now();
    await edge.edge.stop(300);
    expect(await inFlight).toMatchObject({ code: 'UNAVAILABLE', message: 'the edge has stopped' });
    expect(performance.now() - before).toBeLessThan(2_000);
    await vi.waitFor(() => expect(edge.api.seen[0]?.aborted).toBe(true));
  });

  it('waits for nobody who is merely connected', async () => {
    await using edge = await runningEdge();
    const sockets = [connect(edge.port, '127.0.0.1'), connect(edge.port, '127.0.0.1')];
    const ended = sockets.map(closed);
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    sockets[1]?.write('POST / HTTP/1.1\r\nhost: a\r\n');
    const before = performance.now();
    await edge.edge.stop(5_000);
    await Promise.all(ended);
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
