import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { seedItems } from '../../tools/seed/seed-data.ts';
import { DurableExecutions } from '../durable/executions.ts';
import type { Certificate } from './certificate.ts';

type Attributes = Record<string, unknown>;

type Input = Readonly<{
  Item?: Attributes;
  Key?: Attributes;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Readonly<Record<string, string>>;
  ExpressionAttributeValues?: Attributes;
}>;

export type Stub = Readonly<{
  endpoint: string;
  /** The durable execution API on the same endpoint. */
  executions: DurableExecutions;
  stop: () => void;
}>;

/**
 * A fake DynamoDB that holds the seed data, ignores conditions and takes next to no time, so that measurements against it
 * cover only the function. On the same endpoint, every GET returns a chargeable trip, and durable functions find Lambda's
 * durable execution API. With a certificate it uses HTTPS, like AWS.
 */
export async function startStub(certificate?: Pick<Certificate, 'key' | 'cert'>): Promise<Stub> {
  const seeded = seedItems().payments.map((item) => marshall(item, { removeUndefinedValues: true }));
  const items = new Map<string, Attributes>(seeded.map((item) => [JSON.stringify(item.id), item]));
  const executions = new DurableExecutions();
  const listener: RequestListener = async (request, response) => {
    const { method, url = '', headers } = request;
    const body = Buffer.concat(await request.toArray()).toString();
    const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
    const other = () => (method === 'GET' ? tripAt(url) : respond(operation, body, items));
    const result = executions.handle(url, body) ?? other();
    response.writeHead(200, {
      'Content-Type': headers['x-amz-target'] === undefined ? 'application/json' : 'application/x-amz-json-1.0',
      'Content-Length': Buffer.byteLength(result),
    });
    response.end(result);
  };
  const options = { keepAliveTimeout: 60_000 };
  const server = certificate
    ? createSecureServer({ ...options, ...certificate }, listener)
    : createServer(options, listener);
  // The certificate is for a host name, so HTTPS needs a name instead of an address.
  const [scheme, host] = certificate ? ['https', 'localhost'] : ['http', '127.0.0.1'];
  server.listen(0, host);
  await once(server, 'listening');
  return {
    endpoint: `${scheme}://${host}:${(server.address() as AddressInfo).port}`,
    executions,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const tripAt = (url: string) => JSON.stringify({ trip_id: url.split('/').at(-1), status: 'COMPLETED', fare: 24.5 });

function respond(operation: string, body: string, items: Map<string, Attributes>): string {
  const input = JSON.parse(body) as Input;
  const id = JSON.stringify(input.Item?.id ?? input.Key?.id);
  if (operation === 'PutItem') items.set(id, input.Item ?? {});
  const item = items.get(id);
  if (operation === 'GetItem') return item === undefined ? '{}' : JSON.stringify({ Item: item });
  if (operation === 'UpdateItem') {
    const Attributes = update(item ?? {}, input);
    items.set(id, Attributes);
    return JSON.stringify({ Attributes });
  }
  if (operation === 'Query') return '{"Items":[],"Count":0,"ScannedCount":0}';
  return '{}';
}

/** Applies only `path = :value` assignments: our functions read nothing else from the results of updates. */
function update(item: Attributes, { UpdateExpression = '', ...named }: Input): Attributes {
  const { ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = named;
  const changed = structuredClone(item);
  for (const [, path = '', value = ''] of UpdateExpression.matchAll(/([#\w.]+) = (:\w+)/g)) {
    const names = path.split('.').map((name) => ExpressionAttributeNames[name] ?? name);
    const last = names.pop() ?? '';
    const map = names.reduce((within, name) => (within[name] as { M: Attributes }).M, changed);
    map[last] = ExpressionAttributeValues[value];
  }
  return changed;
}
