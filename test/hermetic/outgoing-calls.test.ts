import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lambda } from '../../hermetic/lambda/lambda.ts';
import { TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const service = createServer((incoming, outgoing) => {
  if (incoming.url === '/lost') incoming.socket.destroy();
  else outgoing.writeHead(incoming.url === '/failing' ? 500 : 200).end('{}');
});
let url: string;
let lambda: Lambda;

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const calling = `
    const { get } = require('node:http');
    exports.handler = async ({ urls }) => {
      for (const url of urls) {
        await new Promise((resolve) => get(url, (response) => response.resume().on('end', resolve)).on('error', resolve));
      }
    };`;
  const functionEnvironment = { TRIP_SERVICE_URL: url };
  lambda = new Lambda(code.declare({ f: calling }), { functionEnvironment, concurrency: 1, log: () => {} });
});
afterAll(async () => {
  await lambda.stop(0);
  service.close();
  code.remove();
});

const callsOf = async (...paths: string[]) =>
  (await lambda.invoke('f', { urls: paths.map((path) => url + path) })).calls;

describe('a function’s calls to other services', () => {
  it('are reported with their invocation and their responses', async () => {
    const call = { service: 'trip', method: 'GET', ms: expect.any(Number) };
    expect(await callsOf('/v1/trips/1', '/failing')).toEqual([
      { ...call, path: '/v1/trips/1', status: 200 },
      { ...call, path: '/failing', status: 500 },
    ]);
    expect(await callsOf('/lost')).toEqual([{ ...call, path: '/lost' }]);
    expect(await callsOf()).toEqual([]);
  });

  it('do not include calls to other hosts', async () => {
    const { calls } = await lambda.invoke('f', { urls: ['http://127.0.0.1:9/'] });
    expect(calls).toEqual([]);
  });
});
