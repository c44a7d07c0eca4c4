import { createHmac, hash } from 'node:crypto';
import type { WebhookEvent } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';

const prefix = 'whsec_';

/** A new secret: 32 bytes from two random UUIDs, which have 244 random bits. */
export const newSecret = ({ newId }: Pick<Io, 'newId'>): string =>
  prefix + hash('sha256', `${newId()}${newId()}`, 'base64');

/**
 * Headers of a delivery according to Standard Webhooks, with a signature for each valid secret. Our ids contain dots, yet
 * a signature fits one message only: the timestamp is a number, so `id.timestamp.body` can be split in one way.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  { id, body }: Pick<WebhookEvent, 'id' | 'body'>,
  secrets: readonly string[],
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1_000));
  const signed = secrets.map((secret) => `v1,${signature(secret, `${id}.${timestamp}.${body}`)}`);
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signed.join(' ') };
}

const signature = (secret: string, message: string): string =>
  createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
    .update(message)
    .digest('base64');
