import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { HttpResponse } from '../../src/http/responses.ts';
import type { Io } from '../../src/runtime/io.ts';
import { cachedSecrets } from '../../src/runtime/secrets.ts';
import { operationClient } from '../../src/store/operation-client.ts';
import { tunedClient } from '../../src/store/tuned-client.ts';
import { context, proxyEvent } from './event.ts';

type Handler = { with: (io: Io) => (event: APIGatewayProxyEvent, context: Context) => Promise<HttpResponse> };

/**
 * Runs handlers on a real engine, and counts what they send to it and what the engine charges for it. Other services
 * answer what a test says.
 */
export function meteredIo(endpoint: string, answered?: string) {
  const calls: string[] = [];
  const units = { read: 0, write: 0 };
  const client = operationClient(tunedClient(new URL(endpoint)));
  const send = async (operation: Parameters<Io['send']>[0]) => {
    calls.push(operation.name);
    operation.input.ReturnConsumedCapacity = 'TOTAL';
    const limit = { withinMs: 10_000 };
    const output: { ConsumedCapacity?: { CapacityUnits?: number } } = await client.send(operation, limit);
    const kind = /^(Get|Query)/.test(operation.name) ? 'read' : 'write';
    units[kind] += output.ConsumedCapacity?.CapacityUnits ?? 0;
    return output;
  };
  const io: Io = {
    now: Date.now,
    newId: randomUUID,
    random: Math.random,
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    remaining: () => 10_000,
    send: send as Io['send'],
    call: async () => new Response(answered),
    fetch: () => Promise.reject(new Error('not here')),
    secrets: cachedSecrets(() => Promise.reject(new Error('not here'))),
  };
  return {
    io,
    calls,
    writeUnits: () => units.write,
    readUnits: () => units.read,
    post: (handler: Handler, path: string, body: string) =>
      handler.with(io)(proxyEvent(`POST ${path}`, { headers: { 'Content-Type': 'application/json' }, body }), context),
  };
}
