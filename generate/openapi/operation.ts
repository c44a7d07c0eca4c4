import type { Header, Parameter } from './headers.ts';
import type { JsonSchema } from './json-schema.ts';
import type { RequestSchema } from './request-schema.ts';

type Content = Readonly<Record<string, JsonSchema>>;

/** An answer that is no problem. */
export type DescribedAnswer = Readonly<{
  description: string;
  /** The name of its schema, if it is JSON; else what it is by media type. */
  content: string | Content;
  headers?: readonly Header[];
}>;

/** What the document says of a route, besides its method and paths. */
export type Operation = Readonly<{
  tag: string;
  summary: string;
  description?: string;
  /** Those of the path and the query; `keyed` adds the headers of what must happen once. */
  parameters?: readonly Parameter[];
  keyed?: boolean;
  request?: RequestSchema & Readonly<{ name: string; optional?: boolean; example: Readonly<Record<string, unknown>> }>;
  answers: Readonly<Record<number, DescribedAnswer>>;
  /** The statuses of its refusals, besides those that every route has. */
  problems?: readonly number[];
}>;

export type Operations = Readonly<Record<string, Operation>>;

/** A contract's routes, by name, and what their answers look like. */
export type Contract = Readonly<{ operations: Operations; schemas: Readonly<Record<string, JsonSchema>> }>;
