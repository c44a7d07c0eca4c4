import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** A DynamoDB call with its consumed capacity. */
export type MeteredCall = Readonly<{
  operation: string;
  readUnits: number;
  writeUnits: number;
  /** The written item, for calls that write a single item and return it. */
  written: Item | undefined;
}>;

export type Meter = Readonly<{
  /** Address of the proxy. */
  endpoint: string;
  /** The calls since the last call of this method. */
  calls: () => readonly MeteredCall[];
  /** Forwards to another engine from now on. */
  forwardTo: (engine: string) => void;
  stop: () => void;
}>;

type Consumed = Readonly<{ CapacityUnits?: number }>;
type EngineResponse = Readonly<{ ConsumedCapacity?: Consumed | readonly Consumed[]; Attributes?: Item }>;

/**
 * A proxy in front of the engine that records the consumed capacity of every call. The engine reports none for a failed
 * condition, for which AWS charges a write, so the meter counts one unit.
 */
export async function startMeter(first: string): Promise<Meter> {
  let engine = first;
  let calls: MeteredCall[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const input = JSON.parse((await bytesOf(request)).toString()) as Readonly<{ Item?: Item }>;
    const body = JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' });
    const headers = { ...request.headers, 'content-length': Buffer.byteLength(body) };
    const upstream = httpRequest(engine, { agent, method: 'POST', headers }).end(body);
    const [received] = (await once(upstream, 'response')) as [IncomingMessage];
    const text = await bytesOf(received);
    const result = JSON.parse(text.toString()) as EngineResponse;
    const written = received.statusCode === 200 ? (result.Attributes ?? input.Item) : undefined;
    calls.push({ operation, written, ...unitsOf(operation, result) });
    response.writeHead(received.statusCode ?? 500, received.headers).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls() {
      const recorded = calls;
      calls = [];
      return recorded;
    },
    forwardTo(next) {
      engine = next;
    },
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function unitsOf(
  operation: string,
  { ConsumedCapacity }: EngineResponse,
): Pick<MeteredCall, 'readUnits' | 'writeUnits'> {
  const reads = /^(Get|Query|Scan|BatchGet|TransactGet)/.test(operation);
  const consumed = [ConsumedCapacity ?? { CapacityUnits: reads ? 0 : 1 }].flat();
  const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return reads ? { readUnits: units, writeUnits: 0 } : { readUnits: 0, writeUnits: units };
}

const bytesOf = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());
