import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../../tools/events/listen.ts';

const forwardTo = 'http://localhost:9000/webhooks';

/** An environment that answers as a test says, and the requests that it got. */
async function environment(answers: Readonly<Record<string, readonly [status: number, body: object]>>) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const name = `${request.method} ${request.url}`;
    requests.push(name);
    const [status, body] = answers[name] ?? [200, {}];
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    server.emit(name);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    asked: (name: string) => once(server, name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

afterEach(() => vi.restoreAllMocks());

describe('npm run events -- listen', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('deletes its endpoint when it is ended by %s', async (signal) => {
    vi.spyOn(console, 'log').mockReturnValue(undefined);
    await using stage = await environment({
      'POST /v1/webhook-endpoints': [201, { id: 'we_1', secret: 'whsec_AAAA' }],
      'GET /v1/webhook-endpoints/we_1/deliveries': [200, { deliveries: [] }],
    });
    const asked = stage.asked('GET /v1/webhook-endpoints/we_1/deliveries');
    const listening = listen({ url: stage.url, forwardTo, types: undefined, json: false });
    await asked;
    process.emit(signal as 'SIGINT');
    await listening;
    expect(stage.requests.at(-1)).toBe('DELETE /v1/webhook-endpoints/we_1');
  });

  it('says how to delete the endpoint that another listener left behind', async () => {
    await using stage = await environment({
      'POST /v1/webhook-endpoints': [409, { code: 'webhook_url_in_use', detail: 'another endpoint has this URL' }],
      'GET /v1/webhook-endpoints': [200, { webhook_endpoints: [{ id: 'we_1', url: forwardTo }] }],
    });
    await expect(listen({ url: stage.url, forwardTo, types: undefined, json: false })).rejects.toThrow(
      `To delete it: curl -X DELETE ${stage.url}/v1/webhook-endpoints/we_1`,
    );
  });
});
