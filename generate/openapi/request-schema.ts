import * as z from 'zod/mini';
import { keyPattern, readByFunction } from './fields.ts';
import { type JsonSchema, nullable } from './json-schema.ts';

export type RequestSchema = Readonly<{
  schema: z.ZodMiniType;
  description: string;
  /** Description of each field, by its name. */
  fields: Readonly<Record<string, string>>;
  /** Whether optional fields may also be null. */
  nullable?: boolean;
}>;

type ObjectSchema = Readonly<{ properties: Readonly<Record<string, JsonSchema>>; required?: readonly string[] }>;

/** JSON Schema of a request, derived from the zod schema that the handler validates with. */
export function requestSchema({ schema, description, fields, ...form }: RequestSchema): JsonSchema {
  const { $schema: _always, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => void Object.assign(jsonSchema, readByFunction.get(zodSchema)),
  });
  const { properties, required = [] } = made as unknown as ObjectSchema;
  const stray = [...new Set([...Object.keys(properties), ...Object.keys(fields)])].filter(
    (name) => !(name in properties && name in fields),
  );
  if (stray.length > 0) throw new Error(`"${description}": fields and descriptions do not match in ${stray}`);
  const entries = Object.entries(properties).map(([name, property]): [string, JsonSchema] => {
    const shape = form.nullable === true && !required.includes(name) ? nullable(property) : property;
    // The zod schema does not restrict the key: the handler validates it later, together with the header.
    const key = name === 'idempotency_key' ? { minLength: 1, maxLength: 255, pattern: keyPattern } : {};
    return [name, { ...shape, ...key, description: fields[name] }];
  });
  return { ...made, description, properties: Object.fromEntries(entries) };
}
