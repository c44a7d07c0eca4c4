import * as z from 'zod/mini';
import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import { type FaultName, faultNames, isFaultName, kindOf } from './fault-table.ts';
import { type WriteName, writeNames } from './store-call.ts';

/** Restricts the calls to which a fault applies; if empty, all calls to its target. */
export type FaultMatch = Readonly<{
  /** `create-payment` */
  function?: string | undefined;
  /** `PutItem`; of the processor: `open`, `execute`, `observe`, `fence`, `capture`, `refund`, `observeRefund`. */
  operation?: string | undefined;
  /** `payments` */
  table?: string | undefined;
  write?: WriteName | undefined;
}>;

/** A request to inject a fault. */
export type FaultRequest = Readonly<{
  fault: FaultName;
  match: FaultMatch;
  /** Number of calls that fail. */
  times: number;
  /** Duration of faults that take time. */
  ms: number;
}>;

const mostTimes = 1_000_000;
/** No function has a longer timeout. */
const longestMs = 60_000;

const text = z.string().check(z.minLength(1));
const Match = z.strictObject({
  function: z.optional(text),
  operation: z.optional(text),
  table: z.optional(text),
  write: z.optional(z.enum(writeNames)),
});
const Wanted = z.strictObject({
  fault: z.string(),
  match: z.optional(Match),
  times: z.optional(z.int().check(z.gte(1), z.lte(mostTimes))),
  ms: z.optional(z.int().check(z.gte(0), z.lte(longestMs))),
});

/** Reads the body of POST /_local/faults. Throws LocalRefusal. */
export function readFaultRequest(body: string, functions: ReadonlySet<string>): FaultRequest {
  return faultRequestFrom(parsed(body), functions);
}

/** Reads a header X-Test-Fault: `store: throttled; times=4; write=settle`. Throws LocalRefusal. */
export function readFaultHeader(value: string, functions: ReadonlySet<string>): FaultRequest {
  const [fault = '', ...parameters] = value.split(';').map((part) => part.trim());
  const given = Object.fromEntries(parameters.map((parameter) => parameter.split(/\s*=\s*/)));
  const { times, ms, ...match } = given;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return faultRequestFrom({ fault, match, times: number(times), ms: number(ms) }, functions);
}

function faultRequestFrom(given: unknown, functions: ReadonlySet<string>): FaultRequest {
  const { success, data, error } = Wanted.safeParse(given);
  if (!success) {
    const [issue] = error.issues;
    const field = issue?.path.length ? `"${issue.path.join('.')}"` : 'The fault';
    throw new LocalRefusal(400, `${field} is not valid: ${issue?.message}. docs/testing.md describes faults.`);
  }
  const { fault, match = {}, times = 1, ms } = data;
  if (!isFaultName(fault)) {
    throw new LocalRefusal(400, `There is no fault "${fault}". The faults are: ${faultNames.join(' · ')}.`);
  }
  const kind = kindOf(fault);
  refuseUseless(fault, match, functions);
  return { fault, match, times, ms: ms ?? kind.ms ?? 0 };
}

/** Refuses a fault that can never happen: a test would pass without proving anything. */
function refuseUseless(fault: FaultName, match: FaultMatch, functions: ReadonlySet<string>): void {
  if (match.function !== undefined && !functions.has(match.function)) {
    throw new LocalRefusal(
      400,
      `There is no function "${match.function}". The functions are: ${[...functions].join(', ')}.`,
    );
  }
  const { target } = kindOf(fault);
  const ofStore = match.table ?? match.write;
  if (ofStore !== undefined && target !== 'store') {
    throw new LocalRefusal(400, `"${fault}" is not a fault of the store, so it cannot match a table or a write.`);
  }
  if (match.operation !== undefined && target !== 'store' && target !== 'processor') {
    throw new LocalRefusal(400, `"${fault}" applies to every call to the ${target}: match only by function.`);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new LocalRefusal(400, 'The fault is not JSON: send {"fault": "store: throttled", "times": 4}.');
  }
}
