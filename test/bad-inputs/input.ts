/** The API of the payment service, or that of the mock that asks it for payments. */
type Door = 'service' | 'requestor';

/** One request that is wrong in one way, and the answer that it must have. */
export type BadInput = Readonly<{
  /** A sentence that begins with what is wrong. */
  what: string;
  door: Door;
  method: string;
  /** As it is sent; `{paid}` and the like are the payments of fixtures.ts. */
  path: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | Buffer;
  status: number;
  /** `code` of a problem, `x-error-code` of an RPC, `extensions.reason` (or else `extensions.code`) of GraphQL. */
  code: string;
}>;

type Wanted = Partial<Pick<BadInput, 'door' | 'headers' | 'body'>>;

/** Every request here has this key: as nothing is kept, it stays free to the end. */
export const freeKey = 'bad-input-key';
export const json = ['Content-Type', 'application/json'] as const;
export const key = ['Idempotency-Key', freeKey] as const;

export function bad(what: string, request: string, answer: readonly [number, string], wanted: Wanted = {}): BadInput {
  const [method = '', path = ''] = request.split(/ (.*)/s);
  const [status, code] = answer;
  return { what, door: 'service', method, path, headers: [], body: '', status, code, ...wanted };
}
