import { styleText } from 'node:util';
import type { DeclaredRoute } from '../template/declared.ts';
import type { EnvironmentEvent, Tell } from './events.ts';

type Style = Parameters<typeof styleText>[0];

/** One JSON object per line, for programs. */
export const tellPrograms: Tell = (event) => console.log(JSON.stringify(event));

/** Lines for a person; colours only where they are seen. */
export function tellPeople(options: Readonly<{ verbose: boolean }>): Tell {
  return (event) => {
    const text = textFor(event, options);
    if (text !== undefined) console.log(text);
  };
}

/** What a person reads of an event; nothing of some. */
export function textFor(event: EnvironmentEvent, { verbose }: Readonly<{ verbose: boolean }>): string | undefined {
  switch (event.event) {
    case 'started':
      return started(event);
    case 'request':
      return `${paintMethod(event.method)} ${event.path} ${paintStatus(event.status)} ${Math.round(event.ms)} ms ${paint('dim', event.requestId)}`;
    case 'log':
      return verbose ? paint('dim', `  ${event.functionName}: ${event.text.trimEnd()}`) : undefined;
    case 'dead-letter':
      return paint('red', deadLetterLine(event));
    case 'change':
      return `Detected change to '${event.file}'. Reloading…`;
    case 'reloaded':
      return `Reloaded in ${Math.round(event.ms)} ms.`;
    case 'reload-failed':
      return `${event.message}\n${paint('red', 'Not reloaded: the code from before goes on serving.')}`;
    case 'stopping':
      return `${event.reason}: finishing the requests in flight…`;
    case 'stopped':
      return 'Stopped.';
  }
}

function deadLetterLine({ requestContext, DDBStreamBatchInfo }: Extract<EnvironmentEvent, { event: 'dead-letter' }>) {
  const { functionArn, condition, approximateInvokeCount } = requestContext;
  const { batchSize, startSequenceNumber } = DDBStreamBatchInfo;
  const name = functionArn.split(':').at(-1);
  return `Dead letter: ${name} was given up on ${batchSize} record(s) from ${startSequenceNumber}: ${condition} after ${approximateInvokeCount} tries.`;
}

function started(event: Extract<EnvironmentEvent, { event: 'started' }>): string {
  const [url = ''] = event.urls;
  return [
    `The payment service runs on this machine, ${Math.round(event.ms)} ms after its start:`,
    '',
    `  API       ${event.urls.join(', ')}`,
    `  gRPC      ${event.grpc.join(', ')}`,
    `  Explorer  ${event.explorer}`,
    `  Requestor ${event.requestor}/api/payments, ${event.requestor}/graphql`,
    `  Stubs     trips ${event.stubs.trips}, notifications ${event.stubs.notifications}`,
    `  DynamoDB  ${event.dynamodbEndpoint}, ${event.dataDir === undefined ? 'whose data is gone when this stops' : `kept in ${event.dataDir}`}`,
    '',
    ...routeTable(event.routes),
    '',
    'Pay for an order:',
    '',
    `  curl -X POST ${url}/payments/ -H 'Content-Type: application/json' -d '{"order_id": 1, "amount": 10.99}'`,
    '',
    'Ctrl-C stops. Requests:',
  ].join('\n');
}

/** One line per path, methods first, in the order of the paths. */
function routeTable(routes: readonly DeclaredRoute[]): string[] {
  const width = Math.max(...routes.map(({ method }) => method.length));
  return routes
    .toSorted((a, b) => ((a.path === b.path ? a.method < b.method : a.path < b.path) ? -1 : 1))
    .map(({ method, path }) => `  ${paintMethod(method.padEnd(width))}  ${path}`);
}

const methodStyles: Readonly<Record<string, Style>> = {
  GET: 'blue',
  POST: 'magenta',
  DELETE: 'red',
};

const paintMethod = (method: string) => paint(methodStyles[method.trim()] ?? 'cyan', method);

const paintStatus = (status: number) =>
  paint(status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green', String(status));

const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });
