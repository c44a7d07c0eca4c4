import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { type JsonSchema, ref } from './json-schema.ts';
import { commentOf } from './protos.ts';

/** `payment.v1.CreatePaymentRequest` as the name of a schema. */
export const schemaName = ({ typeName }: DescMessage): string => typeName;

/**
 * A message in its JSON form (ProtoJSON) with the names of the proto. An answer has all its fields; a request those that
 * may not be empty.
 */
export function messageSchema(message: DescMessage, required: readonly string[] | 'all'): JsonSchema {
  const isAnswer = required === 'all';
  const fields = message.fields.map((field): [string, JsonSchema] => {
    const comment = commentOf(field);
    return [field.name, { ...fieldSchema(field, isAnswer), ...(comment !== '' && { description: comment }) }];
  });
  const comment = commentOf(message);
  const always = isAnswer ? message.fields.filter(hasDefault).map(({ name }) => name) : required;
  return {
    type: 'object',
    ...(comment !== '' && { description: comment }),
    properties: Object.fromEntries(fields),
    ...(always.length > 0 && { required: always }),
  };
}

/** A message that is not set is left out; everything else is written with its default. */
const hasDefault = ({ fieldKind }: DescField) => fieldKind !== 'message';

function fieldSchema(field: DescField, isAnswer: boolean): JsonSchema {
  if (field.fieldKind === 'scalar') return scalarSchema(field.scalar, isAnswer);
  if (field.fieldKind === 'map' && field.mapKind === 'scalar') {
    return { type: 'object', additionalProperties: scalarSchema(field.scalar, isAnswer) };
  }
  if (field.fieldKind === 'message' && field.message.typeName === TimestampSchema.typeName) return ref('Moment');
  throw new Error(`${field}: say in generate/openapi what such a field is in JSON`);
}

function scalarSchema(scalar: ScalarType, isAnswer: boolean): JsonSchema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.INT64: {
      const digits = { type: 'string', pattern: '^-?\\d{1,19}$' };
      return isAnswer ? digits : { anyOf: [digits, { type: 'integer' }] };
    }
    default:
      throw new Error(`say in generate/openapi what ${ScalarType[scalar]} is in JSON`);
  }
}
