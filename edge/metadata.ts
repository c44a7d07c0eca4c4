import { createContextKey } from '@connectrpc/connect';
import { keyInHeader } from '../src/contracts/idempotency-key.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** The values of every metadata key as the client sent them, by lower-case name. */
export type SentMetadata = ReadonlyMap<string, readonly string[]>;

/** Where a call finds its metadata: `Headers` joins repeated values, and Node drops a second `authorization`. */
export const sentMetadata = createContextKey<SentMetadata>(new Map(), { description: 'metadata as it was sent' });

type Reader = (values: readonly string[], name: string) => string;

/** For a value that may itself contain commas. */
const one: Reader = (values, name) => {
  const [value = '', ...others] = new Set(values.map((text) => text.trim()));
  if (others.length === 0) return value;
  throw new Refusal('metadata_invalid', `send one ${name}`, { field: name });
};

/** For a value without commas, which a proxy may have joined with itself. */
const oneOfList: Reader = (values, name) => one(list(values, name).split(','), name);

/** Lines of a list field are one list (RFC 9110 §5.3). */
const list: Reader = (values) => values.join(', ');

/** The API reads the list itself: it still knows payments under joined keys from before it did. */
const idempotencyKey: Reader = (values, name) => {
  keyInHeader(values);
  return list(values, name);
};

/** The metadata that the API gets. Everything else, such as cookies, stays at the edge. */
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

/** What the API says to a caller. */
const ofAnswers = ['x-request-id', 'x-correlation-id', 'idempotent-replayed', 'x-error-code', 'retry-after'] as const;

/**
 * The metadata for the API. A client's retry may append a key that is already there, so equal values are one; throws a
 * Refusal if values differ, because any choice between them could be the wrong one.
 */
export function requestMetadata(sent: SentMetadata): Headers {
  const kept = new Headers();
  for (const [name, read] of Object.entries(requestReaders)) {
    const values = sent.get(name) ?? [];
    if (values.length > 0) kept.set(name, read(values, name));
  }
  return kept;
}

export function answerMetadata(given: Headers): Headers {
  const kept = new Headers();
  for (const name of ofAnswers) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

/** The metadata in Node's list of name, value, name, value. */
export function metadataIn(rawHeaders: readonly string[]): SentMetadata {
  const sent = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const values = sent.get(name.toLowerCase()) ?? [];
    sent.set(name.toLowerCase(), [...values, value]);
  }
  return sent;
}
