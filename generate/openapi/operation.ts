import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { Header, Parameter } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import type { RequestSchema } from './request-schema.ts';

/** One media type of a response. The example is a real response. */
type Media = Readonly<{ schema: JsonSchema; example: unknown }>;

/** A response that is not a problem. */
export type DescribedResponse = Readonly<{
  description: string;
  /** By media type; `application/json` alone in most operations. */
  content: Readonly<Record<string, Media>>;
  headers?: readonly Header[];
}>;

/** Description of a route. Method and paths are in lib/routes.ts. */
export type ApiOperation = Readonly<{
  tag: string;
  summary: string;
  description?: string;
  /** Path and query parameters. `keyed` adds Idempotency-Key, `waits` (for a concurrent request) Prefer and its answer. */
  parameters?: readonly Parameter[];
  keyed?: boolean;
  waits?: boolean;
  request?: RequestSchema & Readonly<{ name: string; optional?: boolean; example: Readonly<Record<string, unknown>> }>;
  /** A body that is a CSV file; `refusals` has those of reading it. */
  csv?: Readonly<{ description: string; example: string }>;
  responses: Readonly<Record<number, DescribedResponse>>;
  /** Refusals besides those implied by parameters and body. test/openapi/refusals.test.ts provokes every one. */
  refusals: readonly RefusalCode[];
}>;

export type Operations = Readonly<Record<string, ApiOperation>>;

/** The operations of a contract, by route name, and the schemas of their responses. */
export type Contract = Readonly<{ operations: Operations; schemas: Readonly<Record<string, JsonSchema>> }>;

/** JSON content with a named schema. */
export const jsonOf = (name: string, example: unknown): DescribedResponse['content'] => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` }, example },
});

/** Body field that can carry the idempotency key instead of the header. */
export const keyField = { idempotency_key: 'Idempotency key, if you do not send it as a header.' };

/** Body field of requests about a payment, which is in one currency for ever. */
export const currencyField = {
  currency: 'ISO 4217 code. The request is refused if the payment is in another currency.',
};
