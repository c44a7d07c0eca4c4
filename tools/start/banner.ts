import type { DeclaredRoute } from '../../hermetic/template/declared.ts';
import type { EnvironmentEvent } from './events.ts';
import { paint, type Style } from './paint.ts';

type Started = Extract<EnvironmentEvent, { event: 'started' }>;

/** First information for a person, on a terminal of 24 lines; every address answers a browser. */
export function bannerText(started: Started, hasKeys: boolean): string {
  const { urls, explorer, requestor, stubs, grpc, dynamodbEndpoint, dataDir, processor, ms } = started;
  const [url = '', ...others] = urls;
  const also = others.length === 0 ? '' : ` (and ports ${others.map((other) => new URL(other).port).join(', ')})`;
  const data = dataDir === undefined ? 'gone at the end, else --data DIR' : `kept in ${dataDir}`;
  const isSimulated = processor === 'simulated';
  return [
    `Payment service, ready after ${(ms / 1000).toFixed(1)} s`,
    `  API            ${paint('bold', url)}${also}`,
    `  Explorer       ${explorer}`,
    `  gRPC           ${grpc.join(', ')}`,
    `  Requestor      ${requestor}/graphql`,
    `  Trips          ${stubs.trips}/v1/trips/1`,
    `  Notifications  ${stubs.notifications}/v1/notifications`,
    ...(isSimulated ? [] : [`  Processor      ${paint('bold', processor)}: this is no simulation`]),
    `  Data           ${data}; DynamoDB on ${new URL(dynamodbEndpoint).host}`,
    `  curl ${url}/v1/payments -H 'Content-Type: application/json' \\`,
    `    -H 'Idempotency-Key: my-first' -d '{"amount": "25.00", "currency": "EUR"}'`,
    isSimulated
      ? '  To make it fail: "payment_method": "pm_declined", "pm_answer_lost", "pm_slow";'
      : '  To make it fail: the test cards of the processor;',
    '  "trip_id": 51 (running), 61 (cancelled), "slow", "flaky", "failing"',
    ...(hasKeys ? [`  ${keysText()}`] : ['  Ctrl-C stops.']),
  ].join('\n');
}

/** One line of all keys. */
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

/** One line per route, in the order of the paths. */
export function routeTable(routes: readonly DeclaredRoute[]): string {
  const width = Math.max(...routes.map(({ method }) => method.length));
  return routes
    .toSorted((a, b) => ((a.path === b.path ? a.method < b.method : a.path < b.path) ? -1 : 1))
    .map(({ method, path }) => `  ${paint(methodStyles[method] ?? 'cyan', method.padEnd(width))}  ${path}`)
    .join('\n');
}

const methodStyles: Readonly<Record<string, Style>> = { GET: 'blue', POST: 'magenta', DELETE: 'red' };
