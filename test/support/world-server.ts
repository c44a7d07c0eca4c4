import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { methodsOf, routes } from '../../lib/routes.ts';
import type { HttpResponse } from '../../src/http/responses.ts';
import type { Endpoint } from './call.ts';
import { context, proxyEvent } from './event.ts';
import type { World } from './world.ts';

const root = join(import.meta.dirname, '..', '..');

/** The endpoint behind a method and path, or nothing. */
async function endpointFor(method: string, path: string): Promise<Endpoint | undefined> {
  const parts = path.replace(/\/$/, '').split('/');
  const serves = (resource: string) => {
    const names = resource.replace(/\/$/, '').split('/');
    return names.length === parts.length && names.every((name, at) => name.startsWith('{') || name === parts[at]);
  };
  const matching = routes.filter((route) => methodsOf(route).some((one) => one === method) && route.paths.some(serves));
  const route = matching.find((one) => one.paths.includes(path)) ?? matching[0];
  if (route === undefined) return undefined;
  const { handler } = await import(join(root, 'functions', route.folder, `${route.name}.ts`));
  return handler;
}

/** Every route of the table on one port, its handlers on one world: below `prefix`, as a stage of API Gateway has it. */
export async function serveWorld(world: World, prefix = ''): Promise<Readonly<{ origin: string; stop: () => void }>> {
  const server: Server = createServer(async (request, response) => {
    const { statusCode, headers = {}, body, isBase64Encoded } = await answerTo(world, request, prefix);
    response
      .writeHead(statusCode, headers as Record<string, string>)
      .end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`, stop };
}

async function answerTo(world: World, request: IncomingMessage, prefix: string): Promise<HttpResponse> {
  const { method = 'GET', url = '/' } = request;
  const headers = Object.entries(request.headers).map(([name, value]) => [name, value ?? ''] as const);
  const body = Buffer.concat(await request.toArray()).toString('base64');
  return answerOfWorld(world, { method, url: new URL(url, 'http://localhost'), headers, body }, prefix);
}

type ReceivedRequest = Readonly<{
  method: string;
  url: URL;
  headers: readonly (readonly [name: string, value: string | readonly string[]])[];
  /** Base64; empty if there is none. */
  body: string;
}>;

/** The answer of the route's handler, which has the world's store and clock. */
export async function answerOfWorld(world: World, request: ReceivedRequest, prefix = ''): Promise<HttpResponse> {
  const { method, url, headers, body } = request;
  const path = url.pathname.slice(prefix.length) || '/';
  const endpoint = url.pathname.startsWith(prefix) ? await endpointFor(method, path) : undefined;
  if (endpoint === undefined)
    return { statusCode: 403, headers: {}, body: '{"message":"Missing Authentication Token"}' };
  const query = [...new Set(url.searchParams.keys())].map((name) => [name, url.searchParams.getAll(name)]);
  const event = proxyEvent(`${method} ${path}`, {
    headers: Object.fromEntries(headers),
    ...(query.length > 0 && { query: Object.fromEntries(query) }),
    // The API's binary media types are all types.
    ...(body !== '' && { body, isBase64Encoded: true }),
  });
  const io = world.io();
  return endpoint.with(io, io.overrides)(event, context);
}
