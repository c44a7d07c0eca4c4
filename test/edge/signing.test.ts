import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { edgeCredentials } from '../../edge/signing.ts';

/** Serves credentials like ECS does for a task role. */
async function containerEndpoint(livesMs: number) {
  const authorizations: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    authorizations.push(headers.authorization);
    const Expiration = new Date(Date.now() + livesMs).toISOString();
    const AccessKeyId = `AKID${authorizations.length}`;
    const credentials = { AccessKeyId, SecretAccessKey: 'secret', Token: 'session', Expiration };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(credentials));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`;
  return { url, authorizations, [Symbol.dispose]: () => void server.close() };
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'token');
});
afterEach(() => vi.unstubAllEnvs());

describe('credentials of the edge', () => {
  it('credentials in environment variables come first', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
    expect(await edgeCredentials()()).toMatchObject({ accessKeyId: 'AKIDENV' });
  });

  it('otherwise the credentials of the task role are fetched, once', async () => {
    using endpoint = await containerEndpoint(3_600_000);
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', endpoint.url);
    const credentials = edgeCredentials();
    const taken = await Promise.all([credentials(), credentials()]);
    expect([...taken, await credentials()]).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ accessKeyId: 'AKID1', sessionToken: 'session' })),
    );
    expect(endpoint.authorizations).toEqual(['token']);
  });

  it('credentials are renewed five minutes before they expire', async () => {
    using endpoint = await containerEndpoint(4 * 60_000);
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', endpoint.url);
    const credentials = edgeCredentials();
    const { accessKeyId } = await credentials();
    expect((await credentials()).accessKeyId).not.toBe(accessKeyId);
  });

  it('without any credentials the edge does not start', () => {
    expect(() => edgeCredentials()).toThrow('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  });
});
