/**
 * A key as a header's value: quoted if a list or another structured field could be read into it.
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function idempotencyKeyHeader(key: string): string {
  if (!/^[!-~](?:[ -~]{0,253}[!-~])?$/.test(key)) {
    throw new TypeError('a key has 1 to 255 printable ASCII characters, no outer spaces');
  }
  return /[",\\]/.test(key) ? `"${key.replace(/["\\]/g, '\\$&')}"` : key;
}
