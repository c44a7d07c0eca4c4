import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { type JsonSchema, ref } from './json-schema.ts';
import { commentOf } from './protos.ts';

/** Schema name of a message, such as `payment.v1.CreatePaymentRequest`. */
export const schemaName = ({ typeName }: DescMessage): string => typeName;

/** JSON Schema of a message as ProtoJSON with proto field names. Responses always contain all fields ('all'). */
export function messageSchema(message: DescMessage, required: readonly string[] | 'all'): JsonSchema {
  const isResponse = required === 'all';
  const fields = message.fields.map((field): [string, JsonSchema] => {
    const comment = commentOf(field);
    return [field.name, { ...fieldSchema(field, isResponse), ...(comment !== '' && { description: comment }) }];
  });
  const comment = commentOf(message);
  const always = isResponse ? message.fields.filter(hasDefault).map(({ name }) => name) : required;
  return {
    type: 'object',
    ...(comment !== '' && { description: comment }),
    properties: Object.fromEntries(fields),
    ...(always.length > 0 && { required: always }),
  };
}

/** Unset message fields are omitted; all other fields are written with their default. */
const hasDefault = ({ fieldKind }: DescField) => fieldKind !== 'message';

function fieldSchema(field: DescField, isResponse: boolean): JsonSchema {
  if (field.fieldKind === 'scalar') return scalarSchema(field.scalar, isResponse);
  if (field.fieldKind === 'map' && field.mapKind === 'scalar') {
    return { type: 'object', additionalProperties: scalarSchema(field.scalar, isResponse) };
  }
  if (field.fieldKind === 'message' && field.message.typeName === TimestampSchema.typeName) return ref('Timestamp');
  throw new Error(`${field}: generate/openapi/rpc-schema.ts does not support this field type yet`);
}

function scalarSchema(scalar: ScalarType, isResponse: boolean): JsonSchema {
  switch (scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.INT64: {
      const digits = { type: 'string', pattern: '^-?\\d{1,19}$' };
      return isResponse ? digits : { anyOf: [digits, { type: 'integer' }] };
    }
    default:
      throw new Error(`generate/openapi/rpc-schema.ts does not support ${ScalarType[scalar]} yet`);
  }
}
