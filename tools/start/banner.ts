import type { RouteDefinition } from '../../hermetic/template/app-definition.ts';
import type { EnvironmentEvent } from './events.ts';
import { paint, type Style } from './paint.ts';

type StartedEvent = Extract<EnvironmentEvent, { event: 'started' }>;

/**
 * Shown after a start. Eleven lines, and one more for a real processor, which leaves room on a terminal of 24 lines for
 * npm's own and for the first requests. A browser can open every URL.
 */
export function bannerText(started: StartedEvent, hasKeys: boolean): string {
  const { urls, explorer, requestor, stubs, grpc, dynamodbEndpoint, dataDir, processor, ms } = started;
  const [url = '', ...others] = urls;
  const also = others.length === 0 ? '' : ` (and ports ${others.map((other) => new URL(other).port).join(', ')})`;
  const data = dataDir === undefined ? 'lost on exit (--data DIR keeps it)' : `kept in ${dataDir}`;
  const isSimulated = processor === 'simulated';
  return [
    `Payment service, ready after ${(ms / 1000).toFixed(1)} s; data is ${data}`,
    `  API            ${paint('bold', url)}${also}`,
    `  Explorer       ${explorer}; console: ${explorer}/console`,
    `  Requestor      ${requestor}/graphql`,
    `  Trips          ${stubs.trips}/v1/trips/1`,
    `  Notifications  ${stubs.notifications}/v1/notifications`,
    ...(isSimulated ? [] : [`  Processor      ${paint('bold', processor)}: not simulated`]),
    `  gRPC           ${grpc.join(', ')}; DynamoDB ${new URL(dynamodbEndpoint).host}`,
    `  curl ${url}/v1/payments -H 'Content-Type: application/json' \\`,
    `    -H 'Idempotency-Key: my-first' -d '{"amount": "25.00", "currency": "EUR"}'`,
    isSimulated
      ? '  Make it fail with "payment_method": "pm_declined"; more in docs/testing.md'
      : "  Make it fail with the processor's test cards: docs/processors.md",
    ...(hasKeys ? [`  ${keysText()}`] : ['  Ctrl-C stops.']),
  ].join('\n');
}

/** All keys on one line. */
const keysText = (): string =>
  [
    ['o', 'explorer'],
    ['p', 'payments'],
    ['r', 'routes'],
    ['s', 'reset and seed'],
    ['v', 'verbose'],
    ['q', 'quit'],
  ]
    .map(([key = '', what]) => `${paint('bold', key)} ${what}`)
    .join('   ');

/** One line per route, sorted by path. */
export function routeTable(routes: readonly RouteDefinition[]): string {
  const width = Math.max(...routes.map(({ method }) => method.length));
  return routes
    .toSorted((a, b) => ((a.path === b.path ? a.method < b.method : a.path < b.path) ? -1 : 1))
    .map(({ method, path }) => `  ${paint(methodStyles[method] ?? 'cyan', method.padEnd(width))}  ${path}`)
    .join('\n');
}

const methodStyles: Readonly<Record<string, Style>> = { GET: 'blue', POST: 'magenta', DELETE: 'red' };
