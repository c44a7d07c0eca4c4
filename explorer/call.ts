import type { EnteredCredentials } from './authorization.ts';
import { signed } from './signing.ts';

/** A request to send, or to show as code. */
export type ExplorerCall = Readonly<{
  method: string;
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | undefined;
}>;

export type ApiResponse = Readonly<{
  status: number;
  statusText: string;
  ms: number;
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
}>;

/** Sends a call and reads the whole response. Throws if there is none. */
export async function sendCall(call: ExplorerCall, { signing, apiKey }: EnteredCredentials): Promise<ApiResponse> {
  const { method, url, body } = call;
  const headers = call.headers.map(([name, value]): [string, string] => [name, value]);
  if (apiKey !== undefined) headers.push(['x-api-key', apiKey]);
  const init: RequestInit = { method, headers, cache: 'no-store' };
  if (body !== undefined) init.body = body;
  const startedAt = performance.now();
  const response = await fetch(signing === undefined ? new Request(url, init) : await signed(url, init, signing));
  const text = await response.text();
  return {
    status: response.status,
    statusText: response.statusText,
    ms: performance.now() - startedAt,
    headers: [...response.headers],
    text,
  };
}
