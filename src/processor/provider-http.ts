import { bodyWithin } from '../runtime/body-within.ts';
import type { IncomingResponse } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { withTimeout } from '../runtime/with-timeout.ts';
import { ProcessorTrouble } from './port.ts';

export type ProviderIo = Pick<Io, 'call' | 'sleep' | 'remaining'>;

type ProviderRequest = Readonly<{
  method: 'GET' | 'POST' | 'DELETE';
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** Left over of the invocation for what follows, besides the answer to the client. */
  keepMs?: number | undefined;
}>;

export type ProviderAnswer = Readonly<{
  status: number;
  headers: IncomingResponse['headers'];
  /** The provider stored this answer for an idempotency key: it says nothing of now. */
  replayed: boolean;
  /** Parsed JSON, without members that are null: providers use null for what they have not. Undefined if the answer has no body. */
  body: unknown;
}>;

const longestMs = 8_000;
/** With less than this, an answer would not come in time: nothing is sent. */
const shortestMs = 300;
/** Kept back to write down what was answered, and to answer. */
const reserveMs = 1_500;
/** A page of Stripe's events has a hundred disputes with their evidence, which is some kilobytes of text as a rule. */
const mostBytes = 8_388_608;

/** Sends single requests to a provider's JSON API, none of them twice. Rejects with `not_sent` or `unknown`. */
export function providerHttp(io: ProviderIo, provider: string): (request: ProviderRequest) => Promise<ProviderAnswer> {
  return async ({ method, url, headers, body, keepMs = 0 }) => {
    const ms = Math.min(longestMs, io.remaining() - reserveMs - keepMs);
    if (ms < shortestMs) throw new ProcessorTrouble('not_sent', `too little time is left to ask ${provider}`);
    try {
      return await withTimeout(ms, io, async (signal) => {
        const answer = await io.call(url, {
          method,
          headers: { ...headers, Accept: 'application/json', 'Accept-Encoding': 'identity' },
          ...(body !== undefined && { body }),
          signal,
        });
        const text = (await bodyWithin(mostBytes, answer.body))?.toString();
        if (text === undefined) throw new RangeError('the answer is too long');
        return {
          status: answer.status,
          headers: answer.headers,
          replayed: answer.headers.get('Idempotent-Replayed') === 'true',
          body: text === '' ? undefined : JSON.parse(text, presentOnly),
        };
      });
    } catch (cause) {
      if (neverConnected(cause)) {
        throw new ProcessorTrouble('not_sent', `there is no connection to ${provider}`, { cause });
      }
      const message = `${provider} did not answer ${method} ${new URL(url).pathname}`;
      throw new ProcessorTrouble('unknown', message, { cause });
    }
  };
}

const presentOnly = (_key: string, value: unknown): unknown => value ?? undefined;

/** No other error proves that nothing was sent: a connection that breaks may have carried the request. */
const neverConnected = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ECONNREFUSED' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN');
