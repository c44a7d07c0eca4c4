import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { receivedItem } from '../../doubles/stubs/received-item.ts';
import { tripResponse } from '../../doubles/stubs/trips.ts';
import type { EngineCalls } from '../../hermetic/engine/engine-calls.ts';
import type { InProcessFunction, InProcessFunctions } from '../../hermetic/lambda/in-process-functions.ts';
import { bodyBytes, jsonBody } from '../../src/http/body.ts';
import { correlationIdOf } from '../../src/http/correlation.ts';
import { pathId, type Request, refuseCardNumbersIn, requestOf } from '../../src/http/request.ts';
import { type HttpResponse, json } from '../../src/http/responses.ts';

type StubDependencies = Readonly<{ engine: EngineCalls; now: () => number }>;

/** Answers like the stub's function; undefined leaves the request to that function. */
type StubHandler = (
  request: Request,
  environment: Readonly<Record<string, string>>,
) => Promise<HttpResponse | undefined>;

/**
 * Stubs that answer in this process, because every payment calls them and no code of the product runs in them. They handle
 * the plain cases; refusals, slow answers and store failures are left to the stub's function.
 */
export function stubFunctions({ engine, now }: StubDependencies): InProcessFunctions {
  let flakyRequests = 0;

  const stubs: Readonly<Record<string, StubHandler>> = {
    async 'get-trip'(request) {
      const id = pathId(request, 'trip_id') ?? '';
      const { status, contentType, body, afterMs } = tripResponse(id, id === 'flaky' ? flakyRequests++ : 0);
      if (afterMs !== undefined) return undefined;
      return { ...json(status, undefined, { 'Content-Type': contentType }), body };
    },
    async 'receive-notification'(request, { NOTIFICATIONS_TABLE: TableName }) {
      jsonBody(request, 'lenient');
      const body = bodyBytes(request).toString();
      const { received_at, expires_at, ...texts } = receivedItem(body, now(), randomUUID());
      const strings = Object.entries({ ...texts, received_at }).map(([name, value]) => [name, { S: value }]);
      const Item = { ...Object.fromEntries(strings), expires_at: { N: String(expires_at) } };
      await engine.call('DynamoDB_20120810.PutItem', { TableName, Item });
      return json(202, { received_at });
    },
  };

  return ({ name, environment }) => {
    const stub = Object.entries(stubs).find(([short]) => name.endsWith(`-${short}`))?.[1];
    return stub && inProcessFunction(stub, environment);
  };
}

/** Leaves refusals to the stub's function, so that their texts are the same. */
const inProcessFunction =
  (stub: StubHandler, environment: Readonly<Record<string, string>>): InProcessFunction =>
  async (event) => {
    try {
      const request = requestOf(event as APIGatewayProxyEvent);
      refuseCardNumbersIn(request);
      const answer = await stub(request, environment);
      return answer && JSON.stringify(withIds(answer, request));
    } catch {
      return undefined;
    }
  };

function withIds(answer: HttpResponse, request: Request): HttpResponse {
  const correlationId = correlationIdOf(request);
  const ids = { 'X-Request-Id': request.id, ...(correlationId && { 'X-Correlation-Id': correlationId }) };
  return { ...answer, headers: { ...answer.headers, ...ids } };
}
