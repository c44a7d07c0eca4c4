/** Type of a field in a message. `strings` is a map of strings, `time` a moment in RFC 3339. */
export type FieldKind = 'string' | 'int64' | 'strings' | 'time';

/** A message of a proto: each field's number and kind by its name, as generated/messages.ts has them. */
export type MessageTable = Readonly<Record<string, readonly [number: number, kind: FieldKind]>>;

/** Value of a field. A field that was not sent has its default: empty, or zero. */
export type ValueOf = Readonly<{
  string: string;
  int64: bigint;
  strings: Readonly<Record<string, string>>;
  time: string;
}>;

/** The message that a table describes. */
export type MessageOf<Table extends MessageTable> = { readonly [Name in keyof Table]: ValueOf[Table[Name][1]] };
