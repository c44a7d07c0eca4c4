import type * as z from 'zod';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import type { JsonObject } from './strict-json.ts';

/** Reads a body by a schema; the first thing wrong with it is refused, by name and place. */
export function read<Schema extends z.ZodType>(schema: Schema, body: JsonObject): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw result.error;
  throw refusalOf(issue, body);
}

/** Makes a schema's own check refuse with a code: `superRefine(refuse('id_invalid', …))` would lose the type. */
export function refuse(context: z.RefinementCtx, code: RefusalCode, message: string): never {
  context.addIssue({ code: 'custom', message, params: { code } });
  return undefined as never;
}

function refusalOf(issue: z.core.$ZodIssue, body: JsonObject): Refusal {
  const field = `/${issue.path.map(String).join('/')}`;
  if (issue.code === 'custom' && issue.params) {
    return new Refusal(issue.params.code as RefusalCode, issue.message, { field });
  }
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return new Refusal('unknown_field', 'the field is not part of this request', {
      field: `/${key}`,
    });
  }
  const missing = issue.path.length === 1 && !(String(issue.path[0]) in body);
  return missing
    ? new Refusal('field_required', 'the field is missing', { field })
    : new Refusal('field_invalid', issue.message, { field });
}
