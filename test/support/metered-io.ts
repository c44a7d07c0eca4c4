import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { Answer } from '../../src/http/answers.ts';
import type { Io } from '../../src/io.ts';
import { context, proxyEvent } from './event.ts';

type Handler = { with: (io: Io) => (event: APIGatewayProxyEvent, context: Context) => Promise<Answer> };

/**
 * Runs handlers on a real engine, and counts what they send to it and what the engine charges for it. Other services
 * answer what a test says.
 */
export function meteredIo(endpoint: string, answered?: string) {
  const calls: string[] = [];
  const units = { read: 0, write: 0 };
  const documents = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const send = async (command: Parameters<Io['send']>[0]) => {
    calls.push(command.constructor.name);
    command.input.ReturnConsumedCapacity = 'TOTAL';
    const output = await documents.send(command as never as PutCommand);
    const kind = /^(Get|Query)/.test(command.constructor.name) ? 'read' : 'write';
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
    fetch: async (url, init) => (answered === undefined ? fetch(url, init) : new Response(answered)),
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
