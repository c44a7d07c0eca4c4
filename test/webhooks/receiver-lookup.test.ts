import { execFileSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedCall } from '../../src/webhooks/guarded-call.ts';
import { receiverLookup } from '../../src/webhooks/receiver-lookup.ts';
import { receivers } from '../../src/webhooks/receivers.ts';

const noError = 0x8180;
const noName = 0x8183;
const typeA = 1;
const typeAaaa = 28;

/** Which addresses a name has, by type; undefined for a name whose servers are silent. */
const zone: Readonly<Record<string, Readonly<Record<number, readonly number[]>> | undefined>> = {
  'receiver.test': { [typeA]: [127, 0, 0, 1] },
  'both.test': { [typeA]: [192, 0, 2, 1], [typeAaaa]: [0x20, 1, 0xd, 0xb8, ...Array.from({ length: 11 }, () => 0), 1] },
  'silent.test': undefined,
};

/** Answers a query with one question; undefined for none. */
function dnsAnswer(query: Buffer): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  const name = labels.join('.');
  if (name in zone && zone[name] === undefined) return undefined;
  const type = query.readUInt16BE(at + 1);
  const address = zone[name]?.[type];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(name in zone ? noError : noName, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  const record = address === undefined ? [] : [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 1, 0, address.length, ...address];
  return Buffer.concat([header, query.subarray(12, at + 5), Buffer.from(record)]);
}

let names: Socket;
let server: Server;
let port: number;
beforeAll(async () => {
  names = createSocket('udp4');
  names.on('message', (query, { port, address }) => {
    const answer = dnsAnswer(query);
    if (answer !== undefined) names.send(answer, port, address);
  });
  await new Promise<void>((resolve) => names.bind(0, '127.0.0.1', resolve));
  server = createServer((_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  names.close();
  await new Promise((resolve) => server.close(resolve));
});

function resolverOfTest(): Resolver {
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${names.address().port}`]);
  return resolver;
}

const found = (hostname: string, all: boolean) =>
  new Promise((resolve) => receiverLookup(resolverOfTest())(hostname, { all }, (...answer) => resolve(answer)));

const io = {
  now: Date.now,
  sleep: (ms: number, aborted?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      aborted?.addEventListener('abort', () => clearTimeout(timer));
    }),
};
const event = { id: 'p:payment.completed:0', body: '{}' };

describe('addresses of receivers', () => {
  it('a name whose servers are silent keeps no other receiver waiting', async () => {
    const resolver = resolverOfTest();
    const sent = receivers(guardedCall({ allowLoopback: true, lookup: receiverLookup(resolver) }), io);
    let ended = 0;
    const silent = Array.from({ length: 25 }, () =>
      sent.send('https://silent.test/', event, []).finally(() => ended++),
    );
    const answer = await sent.send(`http://receiver.test:${port}/`, event, []);
    expect([answer, ended]).toEqual([{ kind: 'answered', status: 200, retryAfterMs: undefined }, 0]);
    resolver.cancel();
    await Promise.all(silent);
  });

  it('are found while all threads of the process wait for something else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fifo-'));
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    let opened = 0;
    const opening = Array.from({ length: 4 }, async (): Promise<FileHandle> => {
      const handle = await open(fifo, 'r');
      opened++;
      return handle;
    });
    try {
      const answer = await receivers(guardedCall({ allowLoopback: true }), io).send(
        `http://localhost:${port}/`,
        event,
        [],
      );
      expect([answer, opened]).toEqual([{ kind: 'answered', status: 200, retryAfterMs: undefined }, 0]);
    } finally {
      // A writer lets the readers go on.
      const writer = openSync(fifo, constants.O_RDWR);
      for (const handle of await Promise.all(opening)) await handle.close();
      closeSync(writer);
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    ['receiver.test', true, [null, [{ address: '127.0.0.1', family: 4 }]]],
    ['receiver.test', false, [null, '127.0.0.1', 4]],
    [
      'both.test',
      true,
      [
        null,
        [
          { address: '192.0.2.1', family: 4 },
          { address: '2001:db8::1', family: 6 },
        ],
      ],
    ],
    [
      'localhost',
      true,
      [
        null,
        [
          { address: '127.0.0.1', family: 4 },
          { address: '::1', family: 6 },
        ],
      ],
    ],
    ['absent.test', true, [expect.objectContaining({ code: 'ENOTFOUND' }), '', 0]],
  ] as const)('%s, all: %s', async (hostname, all, answer) => expect(await found(hostname, all)).toEqual(answer));
});
