import { InvocationRefusal, type InvocationResult } from '../lambda/invocation.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { GatewayRefusal, GatewayResponse } from './gateway-response.ts';
import type { RouteMatch } from './gateway-router.ts';
import { type GatewayRequest, proxyEvent } from './proxy-event.ts';
import { proxyResponse } from './proxy-response.ts';
import { lastValue } from './request-headers.ts';

/** API Gateway's own log message. */
const malformed = 'Execution failed due to configuration error: Malformed Lambda proxy response';

/** Lambda proxy integration: invokes the route's function and converts its result to a response, within `timeoutMs`. */
export async function integrate(
  lambda: Lambda,
  matched: RouteMatch,
  request: GatewayRequest,
  timeoutMs: number,
  onInvoked?: (result: InvocationResult) => void,
): Promise<GatewayResponse | GatewayRefusal> {
  const { promise: late, resolve } = Promise.withResolvers<GatewayRefusal>();
  const timedOut = new AbortController();
  const timer = setTimeout(() => {
    resolve('INTEGRATION_TIMEOUT');
    timedOut.abort();
  }, timeoutMs);
  try {
    return await Promise.race([call(lambda, matched, request, timedOut.signal, onInvoked), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function call(
  lambda: Lambda,
  matched: RouteMatch,
  request: GatewayRequest,
  signal: AbortSignal,
  onInvoked?: (result: InvocationResult) => void,
): Promise<GatewayResponse | GatewayRefusal> {
  const event = proxyEvent(request, matched);
  const { functionLogicalId } = matched.route;
  try {
    const options = { traceId: request.traceId, signal, faults: request.faults };
    const result = await lambda.invoke(functionLogicalId, event, options);
    onInvoked?.(result);
    if (result.functionError !== undefined) return 'INTEGRATION_FAILURE';
    const response = proxyResponse(result.payload, {
      accept: lastValue(new Map(Object.entries(event.multiValueHeaders)), 'accept'),
      binaryMediaTypes: matched.api.binaryMediaTypes,
    });
    if (typeof response === 'string') return response;
    if (response !== undefined) {
      const headers = new Map([...response.headers, ['X-Amzn-Trace-Id', [request.traceId]]]);
      return { ...response, headers };
    }
    lambda.log(functionLogicalId, result.requestId, malformed);
    return 'INTEGRATION_FAILURE';
  } catch (error) {
    if (error instanceof InvocationRefusal && error.status === 413) {
      return 'LAMBDA_REQUEST_TOO_LARGE';
    }
    lambda.log(functionLogicalId, request.requestId, error instanceof Error ? String(error.stack) : String(error));
    return 'API_CONFIGURATION_ERROR';
  }
}
