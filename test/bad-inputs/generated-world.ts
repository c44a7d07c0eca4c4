import { join } from 'node:path';
import { tripResponse } from '../../doubles/stubs/trips.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { routes } from '../../lib/routes.ts';
import type { HttpResponse } from '../../src/http/responses.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import type { Endpoint } from '../support/call.ts';
import { context, proxyEvent, requestorApi } from '../support/event.ts';
import type { MemoryDynamo } from '../support/memory-dynamo.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { World } from '../support/world.ts';
import { makeFixtures } from './fixtures.ts';
import type { GeneratedRequest } from './generated-requests.ts';

const root = join(import.meta.dirname, '..', '..');
const handlers = new Map<string, Endpoint>();
for (const { folder, name } of [...routes, ...requestorRoutes]) {
  handlers.set(name, (await import(join(root, 'functions', folder, `${name}.ts`))).handler);
}

const endpointAt = (path: string): Endpoint => {
  const route = routes.find(({ paths }) => paths.includes(path));
  const handler = route && handlers.get(route.name);
  if (handler === undefined) throw new Error(`nothing is at ${path}`);
  return handler;
};

/** The table of a write, or of the first write of a transaction: all of its writes are to tables of one kind. */
function tableOf({ input }: Operation): string {
  if ('TableName' in input) return String(input.TableName);
  if (!('TransactItems' in input)) return '';
  const [first = {}] = input.TransactItems ?? [];
  const [part] = Object.values(first);
  return String(part?.TableName ?? '');
}

/** All routes on tables in memory, with the fixtures in them; the trip service and the mock's RPCs are in reach. */
export class GeneratedWorld {
  #fixtures: ReadonlyMap<string, string> = new Map();
  readonly #world = new World();
  readonly #projections = new MemoryProjections();
  #stored = '';

  static async made(): Promise<GeneratedWorld> {
    const made = new GeneratedWorld();
    await made.#prepare();
    return made;
  }

  async #prepare(): Promise<void> {
    this.#world.call = (url, request) => this.#fetch(url, request);
    this.#world.fetch = (url, init) => this.#fetch(url, init);
    this.#projections.keep({ id: 'cursor-key', sort: 'v1', key: 'k'.repeat(72) });
    this.#fixtures = await makeFixtures(async (path, body) => {
      const answer = await this.#call(
        endpointAt(path.replace(/(?<=payments\/)[\da-f-]{36}/, '{payment_id}').replace(/\/$/, '')),
        `POST ${path}`,
        body,
      );
      return { json: JSON.parse(answer.body) };
    });
    this.#stored = this.#contents();
  }

  /** The answer, and whether anything is stored now that was not. */
  async answer(request: GeneratedRequest): Promise<Readonly<{ answer: HttpResponse; hasChanged: boolean }>> {
    const handler = handlers.get(request.route);
    if (handler === undefined) throw new Error(`no handler ${request.route}`);
    this.#world.dynamo.sent.length = 0;
    this.#projections.sent.length = 0;
    const answer = await handler.with(this.#io())(this.#event(request), context);
    const sent: readonly Operation[] = [...this.#world.dynamo.sent, ...this.#projections.sent];
    const wrote = sent.some((operation) => !['GetItem', 'Query'].includes(operation.name));
    return { answer, hasChanged: wrote && this.#contents() !== this.#stored };
  }

  #event({ method, path, query, headers, body, as, door }: GeneratedRequest) {
    const filled = path.replace(/\{([^}]+)\}/, (whole, name: string) => this.#fixtures.get(name) ?? whole);
    const several = Object.groupBy(headers, ([name]) => name);
    const parameters = new URLSearchParams(query);
    return proxyEvent(`${method} ${filled}`, {
      ...(door === 'requestor' && { api: requestorApi }),
      headers: Object.fromEntries(
        Object.entries(several).map(([name, all = []]) => [name, all.map(([, value]) => value)]),
      ),
      ...(query !== '' && {
        query: Object.fromEntries([...parameters.keys()].map((name) => [name, parameters.getAll(name)])),
      }),
      ...(body.length > 0 && {
        body: as === 'base64' ? body.toString('base64') : body.toString('utf8'),
        isBase64Encoded: as !== 'text',
      }),
    });
  }

  #io(): Io {
    const io = this.#world.io();
    const send = ((operation: Parameters<MemoryDynamo['send']>[0]) =>
      /-(projections|events)$|^$/.test(tableOf(operation))
        ? this.#projections.send(operation)
        : io.send(operation)) as Send;
    return { ...io, send };
  }

  #call(
    handler: Endpoint,
    request: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    const event = proxyEvent(request, {
      headers: { 'Content-Type': 'application/json', ...headers },
      body: Buffer.from(body, 'latin1').toString('base64'),
      isBase64Encoded: true,
    });
    return handler.with(this.#io())(event, context);
  }

  /** Answers of other services: the stub of the trips, and our own RPCs to the mock. */
  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url);
    if (pathname.startsWith('/v1/trips/')) {
      const { status, body } = tripResponse(decodeURIComponent(pathname.slice('/v1/trips/'.length)), 0);
      return new Response(body, { status });
    }
    const path = pathname.replace('/sandbox', '');
    const body = init.body instanceof Uint8Array ? Buffer.from(init.body).toString('latin1') : '';
    const query = new URLSearchParams(search);
    const event = proxyEvent(`${init.method ?? 'GET'} ${path}`, {
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(search !== '' && { query: Object.fromEntries(query) }),
      ...(body !== '' && { body: Buffer.from(body, 'latin1').toString('base64'), isBase64Encoded: true }),
    });
    const answer = await endpointAt(path).with(this.#io())(event, context);
    return new Response(Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8'), {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
    });
  }

  #contents(): string {
    return JSON.stringify([this.#world.dynamo.contents(), Object.keys(this.#projections.of('cursor-key'))]);
  }
}
