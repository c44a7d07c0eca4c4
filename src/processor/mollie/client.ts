import { createHash } from 'node:crypto';
import { type ProviderAnswer, type ProviderIo, providerHttp } from '../provider-http.ts';

export type MollieSettings = Readonly<{
  /** `live_…` or `test_…`: the mode and the profile that the payments belong to. */
  apiKey: string;
  /** Names the stage in the metadata of what it makes: stages that share a profile hear of each other's payments. */
  keySpace?: string | undefined;
  /** Without secrets, every event is forged. */
  events?: Readonly<{ secrets: readonly string[]; mode: 'live' | 'test' }> | undefined;
  /** Without a slash at its end. Another one than Mollie's is for tests and development. */
  url?: string | undefined;
}>;

type MollieRequest = Readonly<{
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/v2/`, with its query. */
  path: string;
  body?: object;
  /** Idempotency key, the same in a repetition. Only for POST: Mollie ignores other keys. */
  idempotencyKey?: string;
  keepMs?: number;
}>;

export type MollieCall = (request: MollieRequest) => Promise<ProviderAnswer>;

/** Sends single requests to Mollie, none of them twice. Rejects with `not_sent` or `unknown`. */
export function mollieClient(io: ProviderIo, { apiKey, url = 'https://api.mollie.com' }: MollieSettings): MollieCall {
  const send = providerHttp(io, 'Mollie');
  return ({ method, path, body, idempotencyKey, keepMs }) =>
    send({
      method,
      url: `${url}/v2/${path}`,
      headers: {
        Authorization: `Bearer ${apiKey}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'Idempotency-Key': uuidOf(idempotencyKey) }),
      },
      body: body && JSON.stringify(body),
      keepMs,
    });
}

/** Mollie asks for keys in the form of a UUID (https://docs.mollie.com/reference/api-idempotency). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
