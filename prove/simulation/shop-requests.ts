import { refundIdOfKey } from '../../src/domain/identity.ts';
import type { Wish } from './operations.ts';
import { caller, close, paymentOfKey, refund } from './wishes.ts';

/** A request of the client, as it is sent. */
export type ShopRequest = Readonly<{ path: string; key: string; body: Readonly<Record<string, unknown>> | undefined }>;

/** The name of the intent that a request is of: shops write it into their requests, so that it does not depend on the key. */
export function intentOf({ path, body }: ShopRequest): string {
  const [, , , paymentId, command = 'pay'] = path.split('/');
  const { reason, metadata } = (body ?? {}) as { reason?: string; metadata?: { purchase?: string } };
  const name = reason ?? metadata?.purchase ?? paymentId;
  return `${command} ${name}`;
}

/** The same as a wish, whose answer is judged as any other client's. */
export function wishOf(request: ShopRequest): Wish {
  const { path, key, body } = request;
  const identity = `intent ${intentOf(request)}`;
  const sent = { headers: { 'Idempotency-Key': key }, ...(body && { body }) };
  const [, , , paymentId = '', command] = path.split('/');
  if (command === 'capture' || command === 'cancel') return { ...close(paymentId, command), ...sent };
  const amount = body?.amount === undefined ? undefined : String(body.amount);
  const fields = JSON.stringify(body);
  if (command === 'refund')
    return {
      ...refund(paymentId, key, amount),
      ...sent,
      identity,
      fields,
      refundId: refundIdOfKey(paymentId, caller, key),
    };
  return {
    operation: 'create-payment',
    purpose: 'create',
    request: `POST ${path}`,
    ...sent,
    identity,
    fields,
    paymentId: paymentOfKey(key),
    amount: BigInt(Math.round(Number(amount) * 100)),
  };
}
