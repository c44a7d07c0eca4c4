import { parseExact } from './exact-json.ts';
import type { ServiceEvent } from './types.ts';

export type { PaymentEvent, ServiceEvent } from './types.ts';

/** The delivery is not from the service, was changed, or is too old. Answer with 400, and do not act on it. */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
}

export type VerifyOptions = Readonly<{
  /** The endpoint's secret, `whsec_…`; several while you rotate it. */
  secret: string | readonly string[];
  /** How far the delivery's timestamp may be from the clock, in seconds; 300, if left out. */
  toleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  now?: () => number;
}>;

type HeaderSource =
  | Readonly<{ get: (name: string) => string | null }>
  | Readonly<Record<string, string | string[] | undefined>>;

/**
 * Verifies a delivery and returns its event. `body` is the text as it arrived: parsed and printed again, it has another
 * signature. An event may come twice; `webhook-id` identifies it. Throws WebhookVerificationError.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function verify(body: string, headers: HeaderSource, options: VerifyOptions): Promise<ServiceEvent> {
  const { secret, toleranceSeconds = 300, now = Date.now } = options;
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    header(headers, `webhook-${name}`),
  );
  if (!id || !timestamp || !signatures) throw new WebhookVerificationError('a webhook header is missing');
  if (!/^\d+$/.test(timestamp) || Math.abs(now() / 1_000 - Number(timestamp)) > toleranceSeconds) {
    throw new WebhookVerificationError('the timestamp is too far from the clock');
  }
  const message = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const one of [secret].flat()) {
    const key = await hmacKey(one);
    for (const signature of signatures.split(' ')) {
      // Constant-time, by WebCrypto.
      if (
        signature.startsWith('v1,') &&
        (await crypto.subtle.verify('HMAC', key, bytesOf(signature.slice(3)), message))
      ) {
        return parseExact(body) as ServiceEvent;
      }
    }
  }
  throw new WebhookVerificationError('no signature fits body and secret');
}

function header(headers: HeaderSource, name: string): string | undefined {
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  return [Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1]].flat()[0];
}

const isHeaders = (headers: HeaderSource): headers is Readonly<{ get: (name: string) => string | null }> =>
  typeof headers.get === 'function';

async function hmacKey(secret: string) {
  const raw = bytesOf(secret.replace(/^whsec_/, ''));
  if (raw.length === 0) throw new TypeError('the secret is not whsec_ and base64');
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
}

/** Empty if it is not base64. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
