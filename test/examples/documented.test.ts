import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment } from '../../tools/start/environment.ts';
import { portsFrom } from '../../tools/start/start-options.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';
import { curlByFetch } from './curl-by-fetch.ts';
import { documented, documentedRides, endpoints, testPaymentApi } from './documented.ts';
import { documentedRequestor } from './documented-rpc.ts';
import { comparable, pageExamples } from './page-examples.ts';
import { hasCurl, mismatchesOf, runCommand, runScript, type ServedPorts } from './run-documented.ts';

let environment: Environment;
let served: ServedPorts;

beforeAll(async () => {
  const anyPorts = () => startOwnEnvironment({ ports: [0, 0, 0] });
  environment = await startOwnEnvironment(portsFrom(undefined, {})).catch(anyPorts);
  const [first = '', second = '', third = ''] = environment.urls;
  served = { 8000: first, 8001: environment.others.requestor, 8002: second, 8082: third };
});
afterAll(() => environment.stop());

const all = [...documented, ...endpoints, ...documentedRides, ...documentedRequestor];

describe('without curl, the documented command', () => {
  it.each(all)('$source: $title is sent by fetch', async ({ command }) => {
    const sent: Request[] = [];
    const server = createServer((incoming, outgoing) => {
      const { method = '', url = '', headers } = incoming;
      const type = headers['content-type'] ?? '';
      sent.push(new Request(`http://localhost${url}`, { method, headers: { type } }));
      outgoing.writeHead(204).end();
    });
    await once(server.listen(0), 'listening');
    const { port } = server.address() as AddressInfo;
    await curlByFetch(command.replace(/localhost:\d+/, `localhost:${port}`));
    server.close();
    expect(sent).toHaveLength(1);
    const [, method = command.includes('-d ') ? 'POST' : 'GET'] = /-X (\w+)/.exec(command) ?? [];
    expect(sent[0]?.method).toBe(method);
    expect(sent[0]?.headers.get('type')).toBe(command.includes('Content-Type') ? 'application/json' : '');
  });
});

describe('the documented command', () => {
  it.each(all)('$source: $title has the documented answer', async (example) => {
    expect(mismatchesOf(example, await runCommand(example, served))).toEqual([]);
  });

  it.skipIf(!hasCurl)('ride hailing: the sample script runs, and finds its trip paid already', async () => {
    const printed = await runScript(testPaymentApi, served);
    expect(printed).toMatch(/1\. Health Check:[\s\S]*"healthy"[\s\S]*2\. Get Payments:[\s\S]*"payment_id"/);
    expect(printed).toMatch(/3\. Process Payment:[\s\S]*"trip_already_paid"/);
  });
});

describe('the examples in our own pages', () => {
  const examples = ['README.md', 'docs/api.md', 'docs/idempotency.md'].flatMap(pageExamples);

  it('are found', () => {
    expect(examples.length).toBeGreaterThanOrEqual(7);
  });

  it.each(examples)('answer as the page says: $title', async ({ command, answer }) => {
    const { body } = await runCommand({ command }, served);
    expect(comparable(body)).toBe(comparable(answer));
  });
});
