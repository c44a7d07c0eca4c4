import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from '@connectrpc/connect';
import { transportFor } from '../../doubles/payment-client/transport.ts';
import { PaymentService } from '../../generated/proto/payments/v1/payments_pb.ts';

/** Median latencies of sequential calls in milliseconds. */
export type EdgeFigures = Readonly<{ directMs: number; throughEdgeMs: number; addedMs: number; calls: number }>;

const warmUpCalls = 300;
const calls = 1_000;

/** Calls a fake API alternately with Connect and with gRPC through the edge, which runs as a separate process. */
export async function measureEdge(): Promise<EdgeFigures> {
  const api = createServer((request, response) => {
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"payment_id":"p-1","status":"SUCCEEDED"}');
    });
  }).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const upstream = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const edge = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'edge', 'main.ts')], {
    env: { ...process.env, UPSTREAM: upstream, PORT: '0', HOST: '127.0.0.1', LOG: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const through = `grpc://127.0.0.1:${await startedPort(edge)}`;
    return await compare(caller(upstream), caller(through));
  } finally {
    edge.kill('SIGTERM');
    api.close();
    api.closeAllConnections();
  }
}

async function startedPort({ stdout }: ChildProcess): Promise<number> {
  if (stdout !== null) {
    for await (const line of createInterface(stdout)) return (JSON.parse(line) as { ports: [number] }).ports[0];
  }
  throw new Error('The edge exited before it had started.');
}

function caller(address: string): () => Promise<number> {
  const client = createClient(PaymentService, transportFor(address, { signed: false }));
  const request = { amountMinor: 1250n, currency: 'USD', orderId: 'order-123', idempotencyKey: 'key-00000001' };
  return async () => {
    const before = performance.now();
    await client.requestPayment(request);
    return performance.now() - before;
  };
}

/** Alternates the calls, so that disturbances of the machine affect both alike. */
async function compare(direct: () => Promise<number>, through: () => Promise<number>): Promise<EdgeFigures> {
  const [directTimes, throughTimes]: [number[], number[]] = [[], []];
  for (let call = -warmUpCalls; call < calls; call += 1) {
    const [one, other] = [await direct(), await through()];
    if (call < 0) continue;
    directTimes.push(one);
    throughTimes.push(other);
  }
  const [directMs, throughEdgeMs] = [median(directTimes), median(throughTimes)];
  return { directMs, throughEdgeMs, addedMs: rounded(throughEdgeMs - directMs), calls };
}

const median = (times: readonly number[]): number => rounded(times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0);
const rounded = (ms: number): number => Math.round(ms * 100) / 100;
