import { createContextKey } from '@connectrpc/connect';
import { keyInHeader } from '../src/contracts/idempotency-key.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** The client's metadata as it was sent: values by lower-case name. */
export type SentMetadata = ReadonlyMap<string, readonly string[]>;

/** Gives handlers the raw metadata: `Headers` joins repeated values, and Node drops a second `authorization`. */
export const sentMetadata = createContextKey<SentMetadata>(new Map(), { description: 'metadata as it was sent' });

type Reader = (values: readonly string[], name: string) => string;

/** Requires a single value, which may contain commas. Equal repeated values count as one. */
const one: Reader = (values, name) => {
  const [value = '', ...others] = new Set(values.map((text) => text.trim()));
  if (others.length === 0) return value;
  throw new Refusal('metadata_invalid', `${name} was sent with different values; send only one`, { field: name });
};

/** Requires a single value without commas. A proxy may have joined repeated values to a list. */
const oneOfList: Reader = (values, name) => one(list(values, name).split(','), name);

/** Repeated list fields are one list (RFC 9110 §5.3). */
const list: Reader = (values) => values.join(', ');

/** Validates the key but passes the whole list on: the API still finds payments that were stored under joined keys. */
const idempotencyKey: Reader = (values, name) => {
  keyInHeader(values);
  return list(values, name);
};

/** Metadata that is forwarded to the API. Everything else, such as cookies, is dropped. */
const requestReaders: Readonly<Record<string, Reader>> = {
  authorization: one,
  'x-api-key': oneOfList,
  'idempotency-key': idempotencyKey,
  'x-correlation-id': oneOfList,
  'x-request-id': oneOfList,
  traceparent: oneOfList,
  tracestate: list,
  prefer: list,
};

/** Response metadata that is passed back to clients. */
const responseNames = [
  'x-request-id',
  'x-correlation-id',
  'idempotent-replayed',
  'x-error-code',
  'retry-after',
] as const;

/**
 * The metadata for the API. A client's retry may append a key that is already there, so equal values count as one. Throws
 * a Refusal if values differ: choosing one of two idempotency keys could charge twice.
 */
export function requestMetadata(sent: SentMetadata): Headers {
  const kept = new Headers();
  for (const [name, read] of Object.entries(requestReaders)) {
    const values = sent.get(name) ?? [];
    if (values.length > 0) kept.set(name, read(values, name));
  }
  return kept;
}

export function responseMetadata(given: Headers): Headers {
  const kept = new Headers();
  for (const name of responseNames) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

/** Reads Node's rawHeaders, a flat list of names and values. */
export function metadataIn(rawHeaders: readonly string[]): SentMetadata {
  const sent = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const values = sent.get(name.toLowerCase()) ?? [];
    sent.set(name.toLowerCase(), [...values, value]);
  }
  return sent;
}
