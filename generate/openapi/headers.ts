import type { JsonSchema } from './json-schema.ts';

/** A parameter of a request: in its path, its query or its headers. */
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
      'Yours to choose, anew for every new request. The same key with the same fields gives the first answer, for ever; with other fields it is refused. It may stand in quotes, as a structured-field string (RFC 8941), and must if it contains a comma: a list of equal keys, as proxies make of a repeated header, is one key, and a list of different keys is refused. It may stand in the body as `idempotency_key` instead.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?$',
    },
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      'How many seconds to wait for the answer of the same request, if it is on its way: `wait=0` to `wait=10`. All else is ignored (RFC 7240).',
    schema: { type: 'string', default: 'wait=2' },
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export const headers = {
  'X-Request-Id': {
    description: 'The id of this request, as it stands in the log and in every problem.',
    schema: { type: 'string' },
  },
  'Idempotent-Replayed': {
    description: 'There, and `true`, if this request was answered before.',
    schema: { const: 'true' },
  },
  'X-Error-Code': {
    description: 'The `code` that the problem has over HTTP, for programs.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'After how many seconds to send the request again.',
    schema: { type: 'integer', minimum: 1 },
  },
  Link: {
    description:
      'Where the next page is, if there is one: `<?limit=…&cursor=…>; rel="next"`, relative to this one (RFC 8288).',
    schema: { type: 'string' },
  },
} as const;

export type Header = keyof typeof headers;
