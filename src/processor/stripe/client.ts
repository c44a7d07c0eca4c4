import type { Io } from '../../runtime/io.ts';
import { type ProviderIo, providerHttp } from '../provider-http.ts';
import { encodeForm, type StripeForm } from './form.ts';

export type StripeSettings = Readonly<{
  secretKey: string;
  /** A connected account that the payments belong to (`acct_…`); without one, the account of the key. */
  account?: string | undefined;
  /** Names the stage in the metadata of what it makes: stages that share an account hear of each other's payments. */
  keySpace?: string | undefined;
  /** For events. Without secrets, every event is forged. */
  events?: Readonly<{ secrets: readonly string[]; mode: 'live' | 'test' }> | undefined;
  /** Without a slash at its end. Another one than Stripe's is for tests and development. */
  url?: string | undefined;
}>;

type StripeRequest = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  form?: StripeForm;
  /** Stripe answers a repeated key with its first answer, for at least 24 hours. */
  idempotencyKey?: string;
  keepMs?: number;
}>;

export type StripeAnswer = Readonly<{
  status: number;
  /** An old answer of the same key, which says nothing of now. */
  replayed: boolean;
  /** Names the request in Stripe's logs. */
  requestId: string;
  body: unknown;
}>;

export type StripeIo = ProviderIo & Pick<Io, 'now'>;
export type StripeCall = (request: StripeRequest) => Promise<StripeAnswer>;

/** Pinned: an account's default version changes what fields mean. The judges in emulators/stripe know this one. */
const stripeVersion = '2026-08-26.dahlia';

/** Sends single requests to Stripe, none of them twice. Rejects with `not_sent` or `unknown`. */
export function stripeClient(
  io: ProviderIo,
  { secretKey, account, url = 'https://api.stripe.com' }: StripeSettings,
): StripeCall {
  const send = providerHttp(io, 'Stripe');
  return async ({ method, path, form = {}, idempotencyKey, keepMs }) => {
    const encoded = encodeForm(form);
    const query = method === 'GET' && encoded !== '' ? `?${encoded}` : '';
    const { status, replayed, headers, body } = await send({
      method,
      url: `${url}/v1/${path}${query}`,
      headers: {
        Authorization: `Bearer ${secretKey}`,
        'Stripe-Version': stripeVersion,
        ...(account !== undefined && { 'Stripe-Account': account }),
        ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
      },
      body: method === 'POST' ? encoded : undefined,
      keepMs,
    });
    return { status, replayed, requestId: headers.get('Request-Id') ?? 'no request id', body };
  };
}
