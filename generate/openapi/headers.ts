import { keyPattern } from './fields.ts';
import type { JsonSchema } from './json-schema.ts';

/** A parameter in the path, the query or a header. */
export type Parameter = Readonly<{
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  required?: boolean;
  schema: JsonSchema;
  example?: unknown;
}>;

export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Chosen by the client, a new one for every new request. The same key with the same fields returns the first answer, for ever; with other fields it is refused. It may be quoted, as a structured-field string (RFC 8941), and must be if it contains a comma: a list of equal keys, which proxies make of a repeated header, is one key; a list of different keys is refused. It may also be sent in the body as `idempotency_key`.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: keyPattern,
    },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      'Seconds to wait for a concurrent request with the same key: `wait=0` to `wait=10`. A longer wait is shortened to 10, and `Preference-Applied` says so. Other preferences are ignored (RFC 7240).',
    schema: { type: 'string', default: 'wait=2' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export const headers = {
  'X-Request-Id': {
    description: 'Id of this request, as in the log and in every problem.',
    schema: { type: 'string' },
  },
  'Idempotent-Replayed': {
    description: 'Present, and `true`, if this answer repeats an earlier one.',
    schema: { const: 'true' },
  },
  'Retry-After': {
    description: 'Seconds after which to send the request again.',
    schema: { type: 'integer', minimum: 1 },
  },
  Location: {
    description: 'Where to read what was created, relative to this request (RFC 9110).',
    schema: { type: 'string' },
  },
  Link: {
    description: 'Next page, if there is one: `<?limit=…&cursor=…>; rel="next"`, relative to this page (RFC 8288).',
    schema: { type: 'string' },
  },
} as const;

export type Header = keyof typeof headers;
