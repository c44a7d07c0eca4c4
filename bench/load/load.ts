import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { chargeBody } from '../subjects/events.ts';

/** What clients saw: how long each charge took, in milliseconds, and how many were not done. */
export type Sent = Readonly<{ seconds: number; times: readonly number[]; refused: number }>;

const body = JSON.stringify(chargeBody);
let keys = 0;

/** Keeps so many connections busy with new charges for so long. */
export async function chargeFor(url: URL, connections: number, seconds: number): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let refused = 0;
  const begun = performance.now();
  const until = begun + seconds * 1_000;
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
  return { seconds: (performance.now() - begun) / 1_000, times, refused };
}

/** One charge that was never made before. */
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
