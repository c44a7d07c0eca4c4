import type { RefusalCode } from '../../src/domain/refusal.ts';
import type { Header, Parameter } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import type { RequestSchema } from './request-schema.ts';

/** One media type of an answer: its schema, and an answer that could really be given. */
type Media = Readonly<{ schema: JsonSchema; example: unknown }>;

/** An answer that is not a problem. */
export type DescribedAnswer = Readonly<{
  description: string;
  /** By media type; `application/json` alone in most operations. */
  content: Readonly<Record<string, Media>>;
  headers?: readonly Header[];
}>;

/** Description of a route, besides its method and paths. */
export type Operation = Readonly<{
  tag: string;
  summary: string;
  description?: string;
  /** Parameters of the path and the query; `keyed` adds the headers of an operation that must happen once. */
  parameters?: readonly Parameter[];
  keyed?: boolean;
  request?: RequestSchema & Readonly<{ name: string; optional?: boolean; example: Readonly<Record<string, unknown>> }>;
  answers: Readonly<Record<number, DescribedAnswer>>;
  /** The refusals of this operation, besides those that its parameters and body imply. A test provokes every one. */
  refusals: readonly RefusalCode[];
}>;

export type Operations = Readonly<Record<string, Operation>>;

/** A contract's routes, by name, and the schemas of their answers. */
export type Contract = Readonly<{ operations: Operations; schemas: Readonly<Record<string, JsonSchema>> }>;

/** An answer in JSON by the name of its schema. */
export const jsonOf = (name: string, example: unknown): DescribedAnswer['content'] => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` }, example },
});

/** Field of a body that may carry the idempotency key. */
export const keyField = { idempotency_key: 'Idempotency key, if it is not sent as a header.' };
