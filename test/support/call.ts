import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type { HttpResponse } from '../../src/http/responses.ts';
import type { Overrides } from '../../src/runtime/dependencies.ts';
import type { Io } from '../../src/runtime/io.ts';
import { context, jsonHeaders, proxyEvent } from './event.ts';
import type { OverriddenIo } from './world.ts';

export type Endpoint = Readonly<{
  with: (io: Io, overrides?: Overrides) => (event: APIGatewayProxyEvent, context: Context) => Promise<HttpResponse>;
}>;
type Wanted = NonNullable<Parameters<typeof proxyEvent>[1]>;

/** One invocation of an endpoint on a world's store and clock. */
export async function call(
  endpoint: Endpoint,
  world: Readonly<{ io: () => OverriddenIo }>,
  request: string,
  wanted: Wanted = {},
) {
  const headers = { ...(wanted.body === undefined ? {} : jsonHeaders), ...wanted.headers };
  const io = world.io();
  const {
    statusCode,
    headers: answered = {},
    body,
  } = await endpoint.with(io, io.overrides)(proxyEvent(request, { ...wanted, headers }), context);
  return { status: statusCode, headers: answered, body, json: jsonOf(body) };
}

/** Receipts and metrics are text, too. */
function jsonOf(body: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
