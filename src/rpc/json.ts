import type { MessageOf, MessageTable } from '../contracts/message.ts';
import { isJsonObject, JsonNumber, type JsonObject, type JsonValue } from '../contracts/strict-json.ts';
import { Refusal } from '../domain/refusal.ts';
import { invalidField, RequestMessage, type RequestTable } from './request-message.ts';

const wholeNumber = /^-?\d+(?=(?:\.0+)?$)/;

/**
 * Decodes a ProtoJSON message (https://protobuf.dev/programming-guides/json). Field names may be in snake_case or
 * camelCase, and null means the default. Unknown fields are ignored, as in other Connect servers.
 */
export function decodeJson<Table extends RequestTable>(table: Table, json: JsonObject): MessageOf<Table> {
  const read = new RequestMessage(table);
  for (const [name, [, kind]] of Object.entries(table)) {
    const value = fieldOf(json, name);
    if (value === undefined || value === null) continue;
    if (kind === 'int64') read.set(name, int64Of(name, value));
    else if (kind === 'string') read.set(name, textOf(name, value));
    else readEntries(read, name, value);
  }
  return read.message;
}

/** Encodes a ProtoJSON message with the proto's field names, including default values. An int64 becomes a string. */
export function encodeJson<Table extends MessageTable>(table: Table, message: MessageOf<Table>): string {
  const fields = Object.keys(table).map((name) => [name, message[name as keyof Table]]);
  return JSON.stringify(Object.fromEntries(fields), (_name, value) => (typeof value === 'bigint' ? `${value}` : value));
}

function fieldOf(json: JsonObject, name: string): JsonValue | undefined {
  const camelCase = name.replace(/_(.)/g, (_dash, letter: string) => letter.toUpperCase());
  if (camelCase !== name && name in json && camelCase in json) {
    throw new Refusal('duplicate_key', 'the field occurs twice, in snake_case and in camelCase', { field: `/${name}` });
  }
  return json[name] ?? json[camelCase];
}

function textOf(name: string, value: JsonValue): string {
  if (typeof value === 'string') return value;
  throw invalidField(name, 'the field must be a string');
}

function int64Of(name: string, value: JsonValue): bigint {
  const text = value instanceof JsonNumber ? value.text : typeof value === 'string' ? value : '';
  const [digits] = wholeNumber.exec(text) ?? [];
  // A 64-bit number has at most 19 digits and a sign. Parsing a much longer text would be slow.
  const number = digits === undefined || digits.length > 20 ? undefined : BigInt(digits);
  if (number !== undefined && BigInt.asIntN(64, number) === number) return number;
  throw invalidField(name, 'the field must be a whole number of at most 64 bits');
}

function readEntries(read: RequestMessage<RequestTable>, name: string, value: JsonValue): void {
  if (!isJsonObject(value)) throw invalidField(name, 'the field must be an object of strings');
  for (const [key, text] of Object.entries(value)) read.setEntry(name, key, textOf(name, text));
}
