import * as z from 'zod/mini';
import { readByFunction } from './fields.ts';
import { type JsonSchema, nullable } from './json-schema.ts';

export type RequestSchema = Readonly<{
  schema: z.ZodMiniType;
  description: string;
  /** What a field means, by its name. */
  fields: Readonly<Record<string, string>>;
  /** Optional fields may be null, too. */
  nullable?: boolean;
}>;

type ObjectSchema = Readonly<{ properties: Readonly<Record<string, JsonSchema>>; required?: readonly string[] }>;

/** The JSON Schema of what a handler reads, made of the very schema that it reads by; and what its fields mean. */
export function requestSchema({ schema, description, fields, ...form }: RequestSchema): JsonSchema {
  const { $schema: _always, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, readByFunction.get(zodSchema)),
  });
  const { properties, required = [] } = made as unknown as ObjectSchema;
  const stray = [...new Set([...Object.keys(properties), ...Object.keys(fields)])].filter(
    (name) => !(name in properties && name in fields),
  );
  if (stray.length > 0) throw new Error(`${description} Describe each of its fields, and no others: ${stray}`);
  const entries = Object.entries(properties).map(([name, property]): [string, JsonSchema] => {
    const shape = form.nullable === true && !required.includes(name) ? nullable(property) : property;
    return [name, { ...shape, description: fields[name] }];
  });
  return { ...made, description, properties: Object.fromEntries(entries) };
}
