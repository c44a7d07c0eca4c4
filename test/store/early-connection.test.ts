import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Certificate, selfSignedCertificate } from '../../bench/dynamodb/certificate.ts';
import { GetItem } from '../../src/runtime/operations.ts';
import { EarlyConnectionAgent } from '../../src/store/early-connection.ts';
import { operationClient } from '../../src/store/operation-client.ts';
import { tunedClient } from '../../src/store/tuned-client.ts';
import { ScriptedServer } from '../support/scripted-server.ts';

const publicCertificates = getCACertificates('default');
let certificate: Certificate;
let server: ReturnType<typeof createServer>;
let url: URL;
/** Every connection whose handshake the server has finished, in their order. */
let connections: TLSSocket[];
let requests: number;
/** Agents that the test made, which hold connections open. */
const agents: EarlyConnectionAgent[] = [];

beforeAll(async () => {
  certificate = await selfSignedCertificate();
});
afterAll(() => certificate.remove());

beforeEach(async () => {
  setDefaultCACertificates([...publicCertificates, certificate.cert]);
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  [connections, requests] = [[], 0];
  // The server ends no connection by itself, however long no request comes.
  const options = { ...certificate, headersTimeout: 0, requestTimeout: 0 };
  server = createServer(options, (received, response) => {
    received.resume();
    requests += 1;
    response.end('{}');
  });
  server.on('secureConnection', (socket) => connections.push(socket));
  server.listen(0, 'localhost');
  await once(server, 'listening');
  url = new URL(`https://localhost:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  setDefaultCACertificates(publicCertificates);
  for (const agent of agents.splice(0)) agent.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const connection = () => once(server, 'secureConnection');
const get = new GetItem({ TableName: 'payments', Key: { id: 'a' } });
const clientOf = (at: URL) => operationClient(tunedClient(at));
const call = (client: ReturnType<typeof clientOf>) => client.send(get, { withinMs: 5_000 });

/** One request by an agent of its own, after which everything that arrived earlier has been read. */
const unrelatedRequest = () => requestBy(undefined);

async function requestBy(agent: EarlyConnectionAgent | undefined): Promise<void> {
  const [response] = await once(request(url, { agent: agent ?? false }).end(), 'response');
  await once(response.resume(), 'end');
}

function agentOf(...args: ConstructorParameters<typeof EarlyConnectionAgent>): EarlyConnectionAgent {
  const agent = new EarlyConnectionAgent(...args);
  agents.push(agent);
  return agent;
}

describe('the client of DynamoDB on Lambda', () => {
  it('connects when it is made, and its first call uses that connection', async () => {
    const connected = connection();
    const client = clientOf(url);
    await connected;
    expect(requests).toBe(0);
    await call(client);
    expect([requests, connections.length]).toEqual([1, 1]);
  });

  it('opens no second connection for a first call that comes before the first one is ready', async () => {
    await call(clientOf(url));
    expect([requests, connections.length]).toEqual([1, 1]);
  });

  it('sends the first call again, on another connection, if the first one died without being noticed', async () => {
    const connected = connection();
    const client = clientOf(url);
    await connected;
    connections[0]?.destroy();
    await expect(call(client)).resolves.toEqual({});
    expect([requests, connections.length]).toEqual([1, 2]);
  });

  it('leaves it to the first call to report that the server is not trusted', async () => {
    setDefaultCACertificates(publicCertificates);
    const refused = once(server, 'tlsClientError');
    const client = clientOf(url);
    await refused;
    await expect(call(client)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(requests).toBe(0);
  });

  it('leaves it to the first call to report that nobody listens', async () => {
    const nobody = new URL('https://localhost:1');
    // Refused, or out of time where the machine is too busy to be refused in 0.3 s.
    await expect(call(clientOf(nobody))).rejects.toThrow(/ECONNREFUSED|did not establish a connection/);
  });
});

describe('the client of DynamoDB elsewhere', () => {
  it('connects at its first call outside Lambda, so that importing a function reaches no network', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', undefined);
    const client = clientOf(url);
    await unrelatedRequest();
    expect(connections).toHaveLength(1);
    await call(client);
    expect(connections).toHaveLength(2);
  });

  it('connects at its first call by plain HTTP, as in the local environment', async () => {
    await using plain = await ScriptedServer.started();
    const connected = vi.fn();
    plain.onConnection(connected);
    clientOf(plain.url);
    await unrelatedRequest();
    expect(connected).not.toHaveBeenCalled();
  });
});

describe('an early connection', () => {
  it('that the server has closed is replaced before anything is sent', async () => {
    const connected = connection();
    const agent = agentOf(url);
    await connected;
    connections[0]?.end();
    await unrelatedRequest();
    await requestBy(agent);
    expect([requests, connections.length]).toEqual([2, 3]);
  });

  it.each([
    [4_000, 'is used', 1],
    [4_001, 'is replaced, as of a process that was frozen after init', 2],
  ])('that waited %d ms for its first request %s', async (waitedMs, _what, expected) => {
    let now = 1_000;
    const connected = connection();
    const agent = agentOf(url, () => now);
    await connected;
    now += waitedMs;
    await requestBy(agent);
    expect([requests, connections.length]).toEqual([1, expected]);
  });

  it('is used by one request at a time, and later connections resume its TLS session', async () => {
    const agent = agentOf(url);
    await requestBy(agent);
    connections[0]?.destroy();
    await unrelatedRequest();
    await Promise.all([requestBy(agent), requestBy(agent)]);
    const [, , ...later] = connections;
    expect(later.map((socket) => socket.isSessionReused())).toEqual([true, true]);
  });

  it('does not keep a process alive that never uses it', async () => {
    const module = join(import.meta.dirname, '..', '..', 'src', 'store', 'early-connection.ts');
    const script = `
      import { get } from 'node:https';
      import { EarlyConnectionAgent } from ${JSON.stringify(module)};
      new EarlyConnectionAgent(new URL('${url}'));
      get('${url}', { agent: false }, (response) => response.resume());`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate.file };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect(connections).toHaveLength(2);
  });
});
