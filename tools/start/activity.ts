import type { OutgoingCall } from '../../hermetic/lambda/invocation.ts';
import type { EmitEvent, EnvironmentEvent } from './events.ts';
import { type RequestMinute, requestMinutes } from './request-minutes.ts';
import { isCalledByFunctions, shortName } from './request-text.ts';

type RequestEvent = Extract<EnvironmentEvent, { event: 'request' }>;

/** One thing that happened in an environment, without bodies and headers. Numbers count up from 1. */
type ActivityEntry = Readonly<{ number: number; at: string }> &
  (
    | Readonly<{
        kind: 'request';
        method: string;
        path: string;
        status: number;
        ms: number;
        function: string | undefined;
        code: string | undefined;
        isReplay: boolean;
        payment: RequestEvent['payment'];
        calls: readonly ServiceCall[];
      }>
    | Readonly<{ kind: 'background'; function: string; calls: readonly ServiceCall[] }>
    | Readonly<{ kind: 'dead-letter'; function: string; condition: string }>
  );

type ServiceCall = Readonly<{ service: string; status: number | undefined }>;

export type Activity = Readonly<{
  /** Passes events on, and keeps the latest of those that a person wants to see. */
  observing: (emit: EmitEvent | undefined) => EmitEvent;
  /** Answers `GET /_local/activity?after=N`, with everything that is kept and newer than entry N. */
  answer: (query: URLSearchParams) => ActivityAnswer;
}>;

type ActivityAnswer = Readonly<{
  last: number;
  entries: readonly ActivityEntry[];
  minutes: readonly RequestMinute[];
}>;

const mostEntries = 500;

/** The latest requests and calls of an environment. Keeps 500, and figures of an hour. `now` is the real time. */
export function environmentActivity(now: () => number): Activity {
  const entries: ActivityEntry[] = [];
  const minutes = requestMinutes();
  let last = 0;
  const record = (event: EnvironmentEvent) => {
    const at = now();
    const entry = entryOf(event, last + 1, new Date(at).toISOString());
    if (entry === undefined) return;
    last = entry.number;
    entries.push(entry);
    if (entries.length > mostEntries) entries.shift();
    if (entry.kind === 'request' && entry.method !== 'GET') minutes.add(at, entry.ms, entry.isReplay);
  };
  return {
    observing: (emit) => (event) => {
      record(event);
      emit?.(event);
    },
    answer: (query) => {
      const asked = Number(query.get('after') ?? 0);
      // A page that was open before a restart asks for numbers that are yet to come.
      const after = asked > last ? 0 : asked;
      return { last, entries: entries.filter(({ number }) => number > after), minutes: minutes.latest(now()) };
    },
  };
}

function entryOf(event: EnvironmentEvent, number: number, at: string): ActivityEntry | undefined {
  switch (event.event) {
    case 'request': {
      const { method, path, status, ms, functionName, code, replayed, payment, calls = [] } = event;
      const name = functionName === undefined ? undefined : shortName(functionName);
      if (name !== undefined && isCalledByFunctions(name)) return undefined;
      const shown = { method, path, status, ms, function: name, code, isReplay: replayed === true, payment };
      return { number, at, kind: 'request', ...shown, calls: calls.map(callOf) };
    }
    case 'background-calls':
      return {
        number,
        at,
        kind: 'background',
        function: shortName(event.functionName),
        calls: event.calls.map(callOf),
      };
    case 'dead-letter': {
      const { functionArn, condition } = event.requestContext;
      return { number, at, kind: 'dead-letter', function: shortName(functionArn.split(':').at(-1) ?? ''), condition };
    }
    default:
      return undefined;
  }
}

const callOf = ({ service, status }: OutgoingCall): ServiceCall => ({ service, status });
