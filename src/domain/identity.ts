import { hash } from 'node:crypto';

/** The id of the one payment that an order can have. */
export const paymentIdOfOrder = (orderId: string): string => derivedId('payment of order', orderId);

/** The id of the one payment that a caller's idempotency key can have, whatever protocol it came by. */
export const paymentIdOfKey = (caller: string, key: string): string => derivedId('payment of key', caller, key);

/** The id of the one refund of a payment that a caller's idempotency key can have. */
export const refundIdOfKey = (paymentId: string, caller: string, key: string): string =>
  derivedId('refund of key', paymentId, caller, key);

/** The id of the refund that a payment gets when all of it is asked back without a key. */
export const refundIdOfPayment = (paymentId: string): string => derivedId('refund of payment', paymentId);

/** The id of a refund that was made at the processor, under its reference there. */
export const refundIdAtProcessor = (paymentId: string, processor: string, reference: string): string =>
  derivedId('refund at processor', paymentId, processor, reference);

/** The id of what a caller's idempotency key created among users or orders. */
export const recordIdOfKey = (kind: 'user' | 'order', caller: string, key: string): string =>
  derivedId(`${kind} of key`, caller, key);

/** The id under which the use of a caller's idempotency key is kept, where the key itself does not make the id. */
export const keyUseId = (caller: string, key: string): string => derivedId('use of key', caller, key);

/** The id of the one ledger correction that a caller's idempotency key can have. */
export const correctionIdOfKey = (caller: string, key: string): string => derivedId('correction of key', caller, key);

/** A hash of values in a fixed order; JSON keeps ("a", "bc") apart from ("ab", "c"). */
export const fingerprintOf = (...values: readonly (string | null)[]): string =>
  hash('sha256', JSON.stringify(values), 'base64url');

/** A UUID of version 8 (RFC 9562 §5.8) from the SHA-256 of what makes something unique. */
function derivedId(...parts: readonly string[]): string {
  const bytes = hash('sha256', JSON.stringify(parts), 'buffer').subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
