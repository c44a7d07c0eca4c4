import type { ExplorerCall } from './call.ts';
import { membersOf } from './json-text.ts';
import { quoted } from './quoted.ts';

/** A call of `payment-service-client` that does the same as a request. */
export type ClientCall = Readonly<{
  base: string;
  expression: string;
  /** The method returns an iterator over all pages. */
  isList: boolean;
  /** Headers beyond those that the client sends by itself. */
  headers: readonly (readonly [name: string, value: string])[];
}>;

/** The values of a request that the client's methods take, as source text. */
type CallArguments = Readonly<{ id: string; fields: string; once: string; filters: string }>;

/** Methods of the client by method and path of their request. `:id` is a segment. */
const methods: Readonly<Record<string, (call: CallArguments) => string>> = {
  'POST /v1/payments': ({ fields, once }) => `pay(${fields}, ${once})`,
  'POST /v1/payments/:id/capture': ({ id, fields, once }) => `capture(${id}, ${fields}, ${once})`,
  'POST /v1/payments/:id/cancel': ({ id, once }) => `cancel(${id}, ${once})`,
  'POST /v1/payments/:id/refund': ({ id, fields, once }) => `refund(${id}, ${fields}, ${once})`,
  'GET /v1/payments/:id': ({ id }) => `get(${id})`,
  'GET /v1/payments/:id/timeline': ({ id }) => `timeline(${id})`,
  'GET /v1/refunds/:id': ({ id }) => `getRefund(${id})`,
  'GET /v1/idempotency-keys/:id': ({ id }) => `lookUp(${id})`,
  'GET /v1/payments': ({ filters }) => `list(${filters})`,
  'GET /v1/events': ({ filters }) => `events(${filters})`,
};

const keyHeader = 'idempotency-key';

/** Undefined if the client has no method for the request, or if the request has what the method does not take. */
export function clientCallOf({ method, url, headers, body }: ExplorerCall): ClientCall | undefined {
  const at = /^(.*?)(\/v1\/[a-z-]+)(?:\/([^/?]+)(\/[a-z]+)?)?(?:\?(.*))?$/.exec(url);
  if (at === null) return undefined;
  const [, base = '', collection = '', id, command = '', query = ''] = at;
  const write = methods[`${method} ${collection}${id === undefined ? '' : `/:id${command}`}`];
  const key = headers.find(([name]) => name.toLowerCase() === keyHeader)?.[1];
  const fields = body === undefined ? '{}' : fieldsIn(body);
  const pages = new URLSearchParams(query);
  // The client makes every command repeatable, and turns the pages itself.
  const isOther = (method === 'POST' && key === undefined) || pages.has('cursor') || pages.has('offset');
  if (write === undefined || fields === undefined || isOther) return undefined;
  const expression = write({
    id: quoted(decodeURIComponent(id ?? '')),
    fields,
    once: `{ key: ${quoted(key ?? '')} }`,
    filters: filtersOf(pages),
  });
  const own = new Set(['content-type', keyHeader]);
  return {
    base,
    expression: `payments.${expression}`,
    isList: method === 'GET' && id === undefined,
    headers: headers.filter(([name]) => !own.has(name.toLowerCase())),
  };
}

/** The members of a JSON object as a literal. Amounts become strings, because the client takes no floats. */
function fieldsIn(body: string): string | undefined {
  const members = membersOf(body);
  if (members === undefined || members.has('idempotency_key')) return undefined;
  return literal(
    [...members].map(([name, json]) => [
      name,
      name === 'amount' && !json.startsWith('"') ? quoted(json) : literalOf(json),
    ]),
  );
}

const literalOf = (json: string): string => (json.startsWith('"') ? quoted(JSON.parse(json)) : json);

const filtersOf = (query: URLSearchParams): string =>
  query.size === 0 ? '' : literal([...query].map(([name, value]) => [name, name === 'limit' ? value : quoted(value)]));

const literal = (members: readonly (readonly [name: string, value: string])[]): string =>
  members.length === 0
    ? '{}'
    : `{ ${members.map(([name, value]) => `${/^[a-z_]\w*$/i.test(name) ? name : quoted(name)}: ${value}`).join(', ')} }`;
