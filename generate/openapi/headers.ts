import { keyPattern } from './fields.ts';
import type { JsonSchema } from './json-schema.ts';

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
      'A unique key that you choose for each new request and repeat with every retry. The same key with the same fields always returns the first response; with other fields it is refused. Keys never expire. You can also send the key in the body as `idempotency_key`.\n\nA key may be quoted as a structured-field string (RFC 8941), and must be quoted if it contains a comma. A list of equal keys, as proxies create from repeated headers, counts as one key. A list of different keys is refused.',
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
      'Seconds to wait for a concurrent request with the same key, from `wait=0` to `wait=10` (RFC 7240). A longer wait is capped at 10, as the response header `Preference-Applied` shows. Other preferences are ignored.',
    schema: { type: 'string', default: 'wait=2' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export const headers = {
  'X-Request-Id': {
    description: 'ID of this request. Quote it when you report a problem.',
    schema: { type: 'string' },
  },
  'Idempotent-Replayed': {
    description: '`true` if this response repeats an earlier one. Absent otherwise.',
    schema: { const: 'true' },
  },
  'Preference-Applied': {
    description: 'The wait that was applied, if the request had a `Prefer` header with one, such as `wait=10`.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds to wait before you send the request again.',
    schema: { type: 'integer', minimum: 1 },
  },
  Location: {
    description: 'Address of the created resource, relative to this request (RFC 9110).',
    schema: { type: 'string' },
  },
  Link: {
    description:
      'Address of the next page, `<?limit=…&cursor=…>; rel="next"`, relative to this one (RFC 8288). Absent on the last page.',
    schema: { type: 'string' },
  },
} as const;

export type Header = keyof typeof headers;
