import type { FieldKind, MessageOf } from '../contracts/message.ts';
import { refuseForbiddenKey } from '../contracts/strict-json.ts';
import { Refusal } from '../domain/refusal.ts';

/** Field table of a request message. Requests contain no timestamps, so none are decoded. */
export type RequestTable = Readonly<Record<string, readonly [number: number, kind: RequestKind]>>;
export type RequestKind = Exclude<FieldKind, 'time'>;

type Value = string | bigint | Record<string, string>;

/** Collects the fields of a request message while it is decoded. Fields start with their default values. */
export class RequestMessage<Table extends RequestTable> {
  readonly #values: Record<string, Value>;

  constructor(table: Table) {
    const fields = Object.entries(table).map(([name, [, kind]]) => [name, defaultOf(kind)]);
    this.#values = Object.fromEntries(fields);
  }

  /** The last value of a field wins, as protobuf requires. */
  set(name: string, value: string | bigint): void {
    this.#values[name] = value;
  }

  /** Sets a map entry. Refuses keys with a special meaning in JavaScript, such as `__proto__`. */
  setEntry(name: string, key: string, value: string): void {
    refuseForbiddenKey(key);
    const entries = this.#values[name];
    if (typeof entries === 'object') entries[key] = value;
  }

  get message(): MessageOf<Table> {
    return this.#values as MessageOf<Table>;
  }
}

const defaultOf = (kind: RequestKind): Value => (kind === 'string' ? '' : kind === 'int64' ? 0n : {});

export const invalidField = (name: string, detail: string): Refusal =>
  new Refusal('field_invalid', detail, { field: `/${name}` });
