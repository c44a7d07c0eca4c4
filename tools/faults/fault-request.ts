import * as z from 'zod/mini';
import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import { type FaultName, faultNames, isFaultName, kindOf } from './fault-table.ts';
import { type WriteName, writeNames } from './store-call.ts';

/** Which calls a fault is for; without any of these, the next ones at its place. */
export type Match = Readonly<{
  /** `create-payment` */
  function?: string | undefined;
  /** `PutItem`; of the processor `open`, `execute`, `observe`, `fence`, `capture`, `refund`, `observeRefund`. */
  operation?: string | undefined;
  /** `payments` */
  table?: string | undefined;
  write?: WriteName | undefined;
}>;

/** A fault as it was asked for. */
export type WantedFault = Readonly<{
  fault: FaultName;
  match: Match;
  /** How many calls it befalls. */
  times: number;
  /** How long it takes, of faults that take time. */
  ms: number;
}>;

const mostTimes = 1_000_000;
/** No function runs longer. */
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

/** Reads the body of POST /_local/faults; `functions` are those that there are. */
export function readFault(body: string, functions: ReadonlySet<string>): WantedFault {
  return wantedIn(parsed(body), functions);
}

/** Reads a header X-Test-Fault: `store: throttled; times=4; write=settle`. */
export function readFaultHeader(value: string, functions: ReadonlySet<string>): WantedFault {
  const [fault = '', ...parameters] = value.split(';').map((part) => part.trim());
  const given = Object.fromEntries(parameters.map((parameter) => parameter.split(/\s*=\s*/)));
  const { times, ms, ...match } = given;
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  return wantedIn({ fault, match, times: number(times), ms: number(ms) }, functions);
}

function wantedIn(given: unknown, functions: ReadonlySet<string>): WantedFault {
  const { success, data, error } = Wanted.safeParse(given);
  if (!success) {
    const [issue] = error.issues;
    const place = issue?.path.length ? `"${issue.path.join('.')}"` : 'The fault';
    throw new LocalRefusal(400, `${place} is not valid: ${issue?.message}. docs/testing.md says what a fault is.`);
  }
  const { fault, match = {}, times = 1, ms } = data;
  if (!isFaultName(fault)) {
    throw new LocalRefusal(400, `There is no fault "${fault}". There are: ${faultNames.join(' · ')}.`);
  }
  const kind = kindOf(fault);
  refuseUseless(fault, match, functions);
  return { fault, match, times, ms: ms ?? kind.ms ?? 0 };
}

/** A fault that never happens would let a test pass that proves nothing. */
function refuseUseless(fault: FaultName, match: Match, functions: ReadonlySet<string>): void {
  if (match.function !== undefined && !functions.has(match.function)) {
    throw new LocalRefusal(400, `There is no function "${match.function}". There are: ${[...functions].join(', ')}.`);
  }
  const { place } = kindOf(fault);
  const ofStore = match.table ?? match.write;
  if (ofStore !== undefined && place !== 'store') {
    throw new LocalRefusal(400, `"${fault}" does not happen at the store, so it matches no table and no write.`);
  }
  if (match.operation !== undefined && place !== 'store' && place !== 'processor') {
    throw new LocalRefusal(400, `"${fault}" happens to every call of the ${place}: match a function, or nothing.`);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new LocalRefusal(400, 'The fault is not JSON: send {"fault": "store: throttled", "times": 4}.');
  }
}
