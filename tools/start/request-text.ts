import type { RequestSummary } from '../../hermetic/api-gateway/gateway-request.ts';
import type { OutgoingCall } from '../../hermetic/lambda/invocation.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import type { AnswerSummary } from './answer-summary.ts';
import { paint, paintStatus, timeOfDay } from './paint.ts';

/** Stubs that only functions call: the lines of the calling functions show these requests. */
const calledByFunctions: ReadonlySet<string> = new Set(
  stubRoutes.filter(({ isOpen }) => isOpen).map(({ name }) => name),
);

export const isCalledByFunctions = (functionName: string): boolean => calledByFunctions.has(functionName);

/** Text of a request; undefined if the line of another request shows it. */
export function requestText(line: RequestSummary & AnswerSummary, time: Date, verbose: boolean): string | undefined {
  const { status, functionName, method, path, requestId } = line;
  const name = shortName(functionName ?? '');
  if (!verbose && isCalledByFunctions(name)) return undefined;
  const head = `${timeOfDay(time)} ${paintStatus(status)}`;
  if (functionName === undefined) return `${head} ${noRoute(line)}`;
  const parts = [paymentOf(line), ...(line.calls ?? []).map(callText), processorOf(line), `${Math.round(line.ms)} ms`];
  const details = parts.filter((part) => part !== undefined).join(', ');
  const more = verbose ? paint('dim', `\n         ${method} ${path}, request ${requestId}`) : '';
  return `${head} ${paint('bold', name)} ${details}${more}`;
}

/** Text of a worker's calls to other services, such as deliveries of events: a line for each. */
export const backgroundText = (functionName: string, calls: readonly OutgoingCall[], time: Date): string =>
  calls
    .map((call) => `${timeOfDay(time)}  ${paint('dim', '→')}  ${shortName(functionName)} ${callText(call)}`)
    .join('\n');

/** `payment-service-local-get-user` becomes `get-user`. */
export const shortName = (functionName: string): string => functionName.replace(/^payment-service-[^-]+-/, '');

function noRoute({ method, path, nearest }: RequestSummary): string {
  const hint = nearest === undefined ? 'press r, or --help, for all routes' : `did you mean ${paint('bold', nearest)}?`;
  return `no route for ${method} ${path}: ${hint}`;
}

function paymentOf({ replayed, payment, code }: RequestSummary & AnswerSummary): string | undefined {
  const parts = [
    replayed && paint('cyan', 'replayed'),
    code && paint('yellow', code),
    payment && (payment.id.length > 12 ? `${payment.id.slice(0, 6)}…` : payment.id),
    payment?.amount,
    payment?.currency,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** The simulated processor is not called over HTTP, so its answer is inferred from the service's. */
function processorOf({ status, replayed, payment, code }: RequestSummary & AnswerSummary): string | undefined {
  if (code === 'processor_unavailable') return `processor ${paint('red', 'no answer')}`;
  if (payment === undefined || replayed) return undefined;
  if (payment.failureCode !== undefined) return `processor ${paint('yellow', payment.failureCode)}`;
  return status === 201 ? `processor ${paint('green', 'ok')}` : undefined;
}

function callText({ service, status }: OutgoingCall): string {
  return `${service} ${status === undefined ? paint('red', 'no answer') : paintStatus(status)}`;
}
