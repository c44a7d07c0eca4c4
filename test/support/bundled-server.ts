import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { HttpResponse } from '../../src/http/responses.ts';
import { context, proxyEvent, requestorApi } from './event.ts';

type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<HttpResponse>;

/** Loads a bundle's handler. No package.json above its folder may make its file an ES module. */
export const bundledHandler = (folder: string): Handler =>
  createRequire(import.meta.url)(join(folder, 'index.js')).handler;

/** Serves the requestor mock's functions over HTTP, like API Gateway. */
export async function serve(
  handlerOf: (path: string) => Handler,
): Promise<Readonly<{ origin: string; server: Server }>> {
  const server = createServer((request, response) => {
    const answered = async () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      const headers = Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, all]) => [name, all ?? []]),
      );
      const event = proxyEvent(`${request.method} ${pathname}`, {
        headers,
        ...(searchParams.size > 0 && { query: Object.fromEntries(searchParams) }),
        ...(request.method === 'POST' && { body: await base64Of(request), isBase64Encoded: true }),
        api: requestorApi,
      });
      const { statusCode, headers: answer, body, isBase64Encoded } = await handlerOf(pathname)(event, context);
      response.writeHead(statusCode, answer as Record<string, string>);
      response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
    };
    answered().catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function base64Of(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('base64');
}
