import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Item = Readonly<Record<string, AttributeValue>>;

/** One call to DynamoDB and what it is charged for. */
export type MeteredCall = Readonly<{
  operation: string;
  readUnits: number;
  writeUnits: number;
  /** The item that it left, if it wrote a single one and was answered with it. */
  written: Item | undefined;
}>;

export type Meter = Readonly<{
  /** Hands on to the engine whatever is sent here. */
  endpoint: string;
  /** The calls since the last time that they were asked for. */
  calls: () => readonly MeteredCall[];
  /** From now on it hands on to another one. */
  handOnTo: (engine: string) => void;
  stop: () => void;
}>;

type Consumed = Readonly<{ CapacityUnits?: number }>;
type Answer = Readonly<{ ConsumedCapacity?: Consumed | readonly Consumed[]; Attributes?: Item }>;

/**
 * Stands between functions and the engine and notes what each call consumes, whatever program makes it. The engine
 * reports nothing for a condition that fails, where AWS charges for one write: so one unit is counted.
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
    const onward = httpRequest(engine, { agent, method: 'POST', headers }).end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const text = await bytesOf(answer);
    const result = JSON.parse(text.toString()) as Answer;
    const written = answer.statusCode === 200 ? (result.Attributes ?? input.Item) : undefined;
    calls.push({ operation, written, ...unitsOf(operation, result) });
    response.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls() {
      const noted = calls;
      calls = [];
      return noted;
    },
    handOnTo(next) {
      engine = next;
    },
    stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

function unitsOf(operation: string, { ConsumedCapacity }: Answer): Pick<MeteredCall, 'readUnits' | 'writeUnits'> {
  const reads = /^(Get|Query|Scan|BatchGet|TransactGet)/.test(operation);
  const consumed = [ConsumedCapacity ?? { CapacityUnits: reads ? 0 : 1 }].flat();
  const units = consumed.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
  return reads ? { readUnits: units, writeUnits: 0 } : { readUnits: 0, writeUnits: units };
}

const bytesOf = async (message: IncomingMessage): Promise<Buffer> => Buffer.concat(await message.toArray());
