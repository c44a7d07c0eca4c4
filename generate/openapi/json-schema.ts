/** A JSON Schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A schema of the document by its name. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** An object whose members are always there, but for the optional ones. */
export const objectOf = (
  description: string,
  properties: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema => ({
  type: 'object',
  description,
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

/** One of some words. */
export const oneOf = (...words: readonly string[]): JsonSchema => ({ type: 'string', enum: words });

/** A schema with what is to be said of it in this place. */
export const described = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });
