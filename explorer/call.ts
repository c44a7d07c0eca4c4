import { type Signing, signed } from './signing.ts';

/** A request as it is sent, and as its command line says it. */
export type Call = Readonly<{
  method: string;
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: string | undefined;
}>;

export type Answered = Readonly<{
  status: number;
  statusText: string;
  ms: number;
  headers: readonly (readonly [name: string, value: string])[];
  text: string;
}>;

/** Sends a call and reads its whole answer. Throws if there is none. */
export async function answerTo(call: Call, signing: Signing | undefined): Promise<Answered> {
  const { method, url, body } = call;
  const init: RequestInit = { method, headers: call.headers.map(([name, value]) => [name, value]), cache: 'no-store' };
  if (body !== undefined) init.body = body;
  const begun = performance.now();
  const response = await fetch(signing === undefined ? new Request(url, init) : await signed(url, init, signing));
  const text = await response.text();
  return {
    status: response.status,
    statusText: response.statusText,
    ms: performance.now() - begun,
    headers: [...response.headers],
    text,
  };
}
