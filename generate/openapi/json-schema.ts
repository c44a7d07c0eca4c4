/** A JSON Schema (2020-12), as used by OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A reference to a schema of the document. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const nullable = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

export const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });

/** An object schema. `properties` are required, `optional` are not. */
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

export const oneOf = (...words: readonly string[]): JsonSchema => ({ type: 'string', enum: words });

/** A schema with another description. */
export const described = (schema: JsonSchema, description: string): JsonSchema => ({ ...schema, description });
