import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedCall } from '../../src/webhooks/guarded-call.ts';
import { urlFault } from '../../src/webhooks/receiver-address.ts';
import { receivers } from '../../src/webhooks/receivers.ts';

let server: Server;
let port: number;
let connections = 0;
let requests: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(String(request.url));
    if (request.url === '/redirect') response.writeHead(307, { Location: '/elsewhere' });
    response.end('a body that is not kept');
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const io = {
  now: Date.now,
  sleep: (ms: number, aborted?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      aborted?.addEventListener('abort', () => clearTimeout(timer));
    }),
};
const event = { id: 'p:payment.completed:0', body: '{}' };
const secret = 'whsec_AAAA';

/** Addresses of this machine, of its network, of the metadata services, and the forms in which they hide. */
const internal = [
  '127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '0.0.0.0', '[::]', 'localhost',
  '169.254.169.254', '169.254.170.2', '10.0.0.1', '100.64.0.1', '192.0.0.192', '198.18.0.1', '[fd00:ec2::254]', '[fe80::1]',
  '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]', '[2001::1]', '240.0.0.1', '255.255.255.255', '224.0.0.1',
]; // biome-ignore format: a list

/** DNS that answers one address after the other, whatever name is asked for. */
function names(...answers: string[]) {
  const asked: string[] = [];
  const lookup = (
    name: string,
    { all }: { all?: boolean | undefined },
    done: (error: null, address: string | { address: string; family: number }[], family?: number) => void,
  ) => {
    asked.push(name);
    const address = answers[Math.min(asked.length, answers.length) - 1] ?? '';
    const family = address.includes(':') ? 6 : 4;
    if (all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  return { asked, lookup: lookup as never };
}

describe('the guard of receiver addresses', () => {
  it.each(['http', 'https'])(
    '23 internal addresses and a name that leads to one get no connection by %s',
    async (scheme) => {
      const sent = receivers(guardedCall({ allowLoopback: false }), io);
      const { lookup } = names('127.0.0.1');
      const byName = receivers(guardedCall({ allowLoopback: false, lookup }), io);
      connections = 0;
      for (const host of internal) {
        const answer = await sent.send(`${scheme}://${host}:${port}/`, event, [secret]);
        expect([host, answer]).toEqual([host, { kind: 'failed', error: 'address_not_allowed' }]);
      }
      const answer = await byName.send(`${scheme}://rebind.test:${port}/`, event, [secret]);
      expect(answer).toEqual({ kind: 'failed', error: 'address_not_allowed' });
      expect(connections).toBe(0);
    },
  );

  it('a name that is public when it is checked and internal when it is connected to gets no connection', async () => {
    const { asked, lookup } = names('8.8.8.8', '127.0.0.1');
    // Somebody checks the name before.
    await new Promise((resolve) => (lookup as (...all: unknown[]) => void)('rebind.test', {}, resolve));
    connections = 0;
    const answer = await receivers(guardedCall({ allowLoopback: false, lookup }), io).send(
      `http://rebind.test:${port}/`,
      event,
      [secret],
    );
    expect([asked.length, answer, connections]).toEqual([2, { kind: 'failed', error: 'address_not_allowed' }, 0]);
  });

  it('a stage that allows loopback reaches this machine and nothing else inside', async () => {
    const sent = receivers(guardedCall({ allowLoopback: true }), io);
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      expect(await sent.send(`http://${host}:${port}/`, event, [secret])).toMatchObject({ status: 200 });
    }
    for (const host of ['10.0.0.1', '169.254.169.254', '0.0.0.0']) {
      const answer = await sent.send(`http://${host}:${port}/`, event, [secret]);
      expect([host, answer]).toEqual([host, { kind: 'failed', error: 'address_not_allowed' }]);
    }
  });

  it('a redirect is an answer, and nobody follows it', async () => {
    requests = [];
    const sent = receivers(guardedCall({ allowLoopback: true }), io);
    const answer = await sent.send(`http://127.0.0.1:${port}/redirect`, event, [secret]);
    expect([answer, requests]).toEqual([{ kind: 'answered', status: 307, retryAfterMs: undefined }, ['/redirect']]);
  });
});

describe('the URL of an endpoint', () => {
  it.each([
    ['https://example.com/hooks?tenant=7', undefined],
    ['http://example.com/', 'must begin with https://'],
    ['http://localhost:3000/', 'must begin with https://'],
    ['ftp://example.com/', 'must begin with https://'],
    ['https://user:password@example.com/', 'must not hold credentials: verify the signature instead'],
    ['https://example.com/#top', 'must not hold a fragment'],
    ['example.com', 'must be a URL of at most 2048 characters'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'must be a URL of at most 2048 characters'],
  ])('%s: %s', (url, fault) => expect(urlFault(url, false)).toBe(fault));

  it('http is for loopback alone, where the stage allows that', () => {
    expect(urlFault('http://localhost:9000/hook', true)).toBeUndefined();
    expect(urlFault('http://[::1]:9000/hook', true)).toBeUndefined();
    expect(urlFault('http://10.0.0.1/', true)).toBe('must begin with https://');
  });
});
