import * as z from 'zod/mini';
import { LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import { type FaultName, faultNames, isFaultName, kindOf } from './fault-table.ts';
import { refuseImpossible } from './impossible-faults.ts';
import { storeTables, type WriteName, writeNames } from './store-call.ts';

/** Restricts the calls to which a fault applies; if empty, all calls to its target. */
export type FaultMatch = Readonly<{
  /** `create-payment` */
  function?: string | undefined;
  /** `PutItem`; of the processor: `execute`. */
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

/** Allowed values of each field, by its path. */
const fields: Readonly<Record<string, string>> = {
  fault: 'the name of a fault',
  match: 'an object, such as {"table": "payments"}',
  'match.function': 'the name of a function, such as create-payment',
  'match.operation': 'the name of an operation, such as PutItem',
  'match.table': `one of ${storeTables.join(', ')}`,
  'match.write': `one of ${writeNames.join(', ')}`,
  times: `a whole number from 1 to ${mostTimes}`,
  ms: `a whole number from 0 to ${longestMs}`,
};

/** zod/mini says only "Invalid input". */
function wrongFieldOf(issue: z.core.$ZodIssue | undefined): string {
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(path === '' ? Wanted.shape : Match.shape);
    return `There is no field "${[...issue.path, issue.keys[0]].join('.')}". The fields are: ${known.join(', ')}.`;
  }
  return path === ''
    ? 'The fault is not valid: it must be an object, such as {"fault": "store: throttled", "times": 4}.'
    : `"${path}" is not valid: it must be ${fields[path]}.`;
}

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
    throw new LocalRefusal(400, `${wrongFieldOf(error.issues[0])} docs/testing.md describes faults.`);
  }
  const { fault, match = {}, times = 1, ms } = data;
  if (!isFaultName(fault)) {
    throw new LocalRefusal(400, `There is no fault "${fault}". The faults are: ${faultNames.join(' · ')}.`);
  }
  const kind = kindOf(fault);
  refuseImpossible(fault, match, functions);
  return { fault, match, times, ms: ms ?? kind.ms ?? 0 };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new LocalRefusal(400, 'The fault is not JSON: send {"fault": "store: throttled", "times": 4}.');
  }
}
