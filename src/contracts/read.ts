import type * as z from 'zod/mini';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { JsonObject } from './strict-json.ts';

/** Reads a body by a schema; the first thing wrong with it is refused, by name and place. */
export function read<Schema extends z.ZodMiniType>(schema: Schema, body: JsonObject): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw result.error;
  throw refusalOf(issue, body);
}

/** Passed to `readBy`, to report what is wrong with a value. */
export type ReadContext = z.core.ParsePayload;

/** Refuses a value with a code: the field is invalid, and what this returns is never looked at. */
export function refuse(context: ReadContext, code: RefusalCode, message: string): never {
  context.issues.push({ code: 'custom', message, params: { code }, input: context.value });
  return undefined as never;
}

/** Codes that say what is wrong with a value; a missing field has none. Others, such as `amount_required`, say that it is missing. */
const codesOfValues: ReadonlySet<unknown> = new Set<RefusalCode>(['field_invalid', 'id_invalid']);

function refusalOf(issue: z.core.$ZodIssue, body: JsonObject): Refusal {
  const field = `/${issue.path.map(String).join('/')}`;
  const missing = issue.path.length === 1 && !(String(issue.path[0]) in body);
  if (issue.code === 'custom' && issue.params && !(missing && codesOfValues.has(issue.params.code))) {
    return new Refusal(issue.params.code as RefusalCode, issue.message, { field });
  }
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return new Refusal('unknown_field', 'the field is not part of this request', {
      field: `/${key}`,
    });
  }
  return missing
    ? new Refusal('field_required', 'the field is missing', { field })
    : new Refusal('field_invalid', sentenceOf(issue), { field });
}

/** `zod/mini` has no messages, which keeps the bundles small. Only strings have a bounded length here. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be a ${issue.expected}`;
  if (issue.code === 'too_small')
    return issue.minimum === 1 ? 'must not be empty' : `must have ${issue.minimum} characters or more`;
  if (issue.code === 'too_big') return `must have ${issue.maximum} characters or fewer`;
  return issue.message;
}
