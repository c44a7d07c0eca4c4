import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { FieldKind, MessageOf, MessageTable, ValueOf } from '../contracts/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { invalidField, type RequestKind, RequestMessage, type RequestTable } from './request-message.ts';

/**
 * Decodes a protobuf message (https://protobuf.dev/programming-guides/encoding). Unknown fields are skipped. A known field
 * with the wrong wire type is refused: other decoders skip it, but then its default would silently replace the value.
 */
export function decodeBinary<Table extends RequestTable>(table: Table, bytes: Uint8Array): MessageOf<Table> {
  const read = new RequestMessage(table);
  const names = new Map(Object.entries(table).map(([name, [number]]) => [number, name]));
  try {
    for (const [number, wireType, reader] of fieldsIn(bytes)) {
      const name = names.get(number);
      const kind = name === undefined ? undefined : table[name]?.[1];
      if (name === undefined || kind === undefined) reader.skip(wireType, number);
      else if (wireType === wireTypes[kind]) readField(read, name, kind, reader);
      else throw invalidField(name, 'the field has the wrong type');
    }
  } catch (error) {
    throw refusalOf(error);
  }
  return read.message;
}

/** Encodes a protobuf message. Fields with their default value are left out. */
export function encodeBinary<Table extends MessageTable>(table: Table, message: MessageOf<Table>): Uint8Array {
  const writer = new BinaryWriter();
  for (const [name, [number, kind]] of Object.entries(table)) {
    const value = message[name as keyof Table];
    (writers[kind] as (writer: BinaryWriter, number: number, value: unknown) => void)(writer, number, value);
  }
  return writer.finish();
}

const wireTypes: Readonly<Record<FieldKind, WireType>> = {
  string: WireType.LengthDelimited,
  int64: WireType.Varint,
  strings: WireType.LengthDelimited,
  time: WireType.LengthDelimited,
};

function* fieldsIn(bytes: Uint8Array): Generator<readonly [number, WireType, BinaryReader]> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) yield [...reader.tag(), reader];
}

function readField(read: RequestMessage<RequestTable>, name: string, kind: RequestKind, reader: BinaryReader): void {
  if (kind === 'string') read.set(name, reader.string(true));
  else if (kind === 'int64') read.set(name, BigInt(reader.int64()));
  else readEntry(read, name, reader.bytes());
}

/** A map entry is a message: the key is field 1, the value field 2. */
function readEntry(read: RequestMessage<RequestTable>, name: string, bytes: Uint8Array): void {
  const entry = ['', ''];
  for (const [number, wireType, reader] of fieldsIn(bytes)) {
    if (number > 2) reader.skip(wireType, number);
    else if (wireType === WireType.LengthDelimited) entry[number - 1] = reader.string(true);
    else throw invalidField(name, 'an entry has the wrong type');
  }
  const [key = '', value = ''] = entry;
  read.setEntry(name, key, value);
}

/** BinaryReader throws a TypeError only for invalid UTF-8. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof TypeError) return new Refusal('invalid_utf8', 'a string of the message is not UTF-8');
  return new Refusal('invalid_protobuf', 'the message is not valid protobuf');
}

const writers: { readonly [Kind in FieldKind]: (writer: BinaryWriter, number: number, value: ValueOf[Kind]) => void } =
  {
    string: (writer, number, value) => {
      if (value !== '') writer.tag(number, WireType.LengthDelimited).string(value);
    },
    int64: (writer, number, value) => {
      if (value !== 0n) writer.tag(number, WireType.Varint).int64(value);
    },
    strings: (writer, number, value) => {
      for (const [key, text] of Object.entries(value)) {
        writer.tag(number, WireType.LengthDelimited).fork();
        writer.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(text).join();
      }
    },
    time: (writer, number, value) => {
      const ms = Date.parse(value);
      const seconds = Math.floor(ms / 1000);
      writer.tag(number, WireType.LengthDelimited).fork();
      writers.int64(writer, 1, BigInt(seconds));
      writers.int64(writer, 2, BigInt(ms - seconds * 1000) * 1_000_000n);
      writer.join();
    },
  };
