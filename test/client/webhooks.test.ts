import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verify } from '../../client/webhooks.ts';
import { newSecret, signatureHeaders } from '../../src/webhooks/signature.ts';

let ids = 0;
const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
const secret = newSecret({ newId });
const other = newSecret({ newId });
const now = Date.parse('2026-11-29T12:00:00.000Z');
const clock = { now: () => now };
const body = '{"type":"payment.completed","data":{"amount":25.00,"note":"ünïcode"}}';
const delivery = (secrets = [secret], at = now) => signatureHeaders({ id: 'p:payment.completed:0', body }, secrets, at);

describe('webhooks.verify', () => {
  it("returns the event of the service's deliveries, with exact amounts", async () => {
    expect(await verify(body, delivery(), { secret, ...clock })).toMatchObject({
      type: 'payment.completed',
      data: { amount: '25.00' },
    });
  });

  it('accepts what the official library signs', async () => {
    const at = new Date(now);
    const headers = new Headers({
      'webhook-id': 'p',
      'webhook-timestamp': String(now / 1_000),
      'webhook-signature': new Webhook(secret).sign('p', at, body),
    });
    await expect(verify(body, headers, { secret, ...clock })).resolves.toMatchObject({ type: 'payment.completed' });
  });

  it('accepts both secrets during a rotation, on either side', async () => {
    await expect(verify(body, delivery([other, secret]), { secret, ...clock })).resolves.toBeDefined();
    await expect(verify(body, delivery(), { secret: [other, secret], ...clock })).resolves.toBeDefined();
  });

  it('takes headers in any case and as lists, as Node has them', async () => {
    const headers = Object.entries(delivery()).map(([name, value]) => [name.toUpperCase(), [value]]);
    await expect(verify(body, Object.fromEntries(headers), { secret, ...clock })).resolves.toBeDefined();
  });

  const signed = delivery();
  it.each<[string, string, Record<string, string>, string]>([
    ['a changed body', body.replace('25', '26'), signed, 'no signature fits'],
    ['another id', body, { ...signed, 'webhook-id': 'q' }, 'no signature fits'],
    ['another secret', body, delivery([other]), 'no signature fits'],
    ['a signature of another version', body, { ...signed, 'webhook-signature': 'v1a,AAAA' }, 'no signature fits'],
    ['a signature that is not base64', body, { ...signed, 'webhook-signature': 'v1,%%%' }, 'no signature fits'],
    ['no signature', body, { ...signed, 'webhook-signature': '' }, 'a webhook header is missing'],
    ['an old delivery', body, delivery([secret], now - 301_000), 'too far from the clock'],
    ['a delivery of the future', body, delivery([secret], now + 301_000), 'too far from the clock'],
    ['a timestamp that is no number', body, { ...signed, 'webhook-timestamp': '1e9' }, 'too far from the clock'],
  ])('refuses %s', async (_name, text, headers, message) => {
    await expect(verify(text, headers, { secret, ...clock })).rejects.toMatchObject({
      name: 'WebhookVerificationError',
      message: expect.stringContaining(message),
    });
  });

  it('names a secret that is none', async () => {
    await expect(verify(body, signed, { secret: 'whsec_%%%', ...clock })).rejects.toThrow('is not whsec_ and base64');
  });
});
