import type { FieldKind, MessageOf } from '../contracts/message.ts';
import { refuseForbiddenKey } from '../contracts/strict-json.ts';
import { Refusal } from '../domain/refusal.ts';

/** A message that requests send: none of them holds a moment, so nothing here reads one. */
export type RequestTable = Readonly<Record<string, readonly [number: number, kind: RequestKind]>>;
export type RequestKind = Exclude<FieldKind, 'time'>;

type Value = string | bigint | Record<string, string>;

/** A request's message while it is read: every field has its default until another value is found for it. */
export class RequestMessage<Table extends RequestTable> {
  readonly #values: Record<string, Value>;

  constructor(table: Table) {
    const fields = Object.entries(table).map(([name, [, kind]]) => [name, defaultOf(kind)]);
    this.#values = Object.fromEntries(fields);
  }

  /** The last value that is found for a field is the one that it has. */
  set(name: string, value: string | bigint): void {
    this.#values[name] = value;
  }

  /** The same for an entry of a map, whose name is none that JavaScript has a meaning for. */
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

/** A field whose value cannot be what it must be. */
export const invalidField = (name: string, detail: string): Refusal =>
  new Refusal('field_invalid', detail, { field: `/${name}` });
