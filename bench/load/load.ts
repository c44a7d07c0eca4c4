import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { chargeBody } from '../subjects/events.ts';

/** Latency of each charge in milliseconds, and the number of charges that failed. */
export type LoadResult = Readonly<{ seconds: number; times: readonly number[]; refused: number }>;

const body = JSON.stringify(chargeBody);
let keys = 0;

/** Sends new charges over a number of connections, each one as fast as possible. */
export async function chargeFor(url: URL, connections: number, seconds: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  const client = async () => {
    while (performance.now() < until) {
      const before = performance.now();
      const status = await charge(url, agent).catch(() => 0);
      if (status !== 201) refused += 1;
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return { seconds: (performance.now() - startedAt) / 1_000, times, refused };
}

/** Sends a charge with a new key. Returns the HTTP status. */
export async function charge(url: URL, agent?: Agent): Promise<number> {
  keys += 1;
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Idempotency-Key': `bench-${process.pid}-${keys}`,
  };
  const request = httpRequest(url, { method: 'POST', headers, ...(agent && { agent }) }).end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode ?? 0;
}
