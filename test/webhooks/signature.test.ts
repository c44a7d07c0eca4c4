import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { validSecrets } from '../../src/domain/webhook-endpoint.ts';
import { newSecret, signatureHeaders } from '../../src/webhooks/signature.ts';
import { casesOf } from '../support/cases.ts';

let ids = 0;
const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
/** The official library compares the timestamp with the clock of the machine. */
const now = Date.now();
const event = (at: number) => ({
  id: `p-${at}:payment.completed:0`,
  body: JSON.stringify({ type: 'payment.completed', note: `ünïcode ${at}` }),
});

describe('signatures', () => {
  const deliveries = casesOf({ all: 1_000, few: 100 });
  it(`the official library verifies ${deliveries} deliveries before, during and after a rotation, and rejects a changed byte`, () => {
    const [old, current] = [newSecret({ newId }), newSecret({ newId })];
    const until = now + 1_000;
    const before = { secret: old, previous: [] };
    const after = { secret: current, previous: [{ secret: old, validUntil: until }] };
    const phases = [
      { endpoint: before, at: now, good: [old], bad: [current] },
      { endpoint: after, at: until - 1, good: [old, current], bad: [] },
      { endpoint: after, at: until, good: [current], bad: [old] },
    ];
    let verified = 0;
    for (let number = 0; verified < deliveries; number++) {
      for (const { endpoint, at, good, bad } of phases) {
        const { id, body } = event(number);
        const headers = signatureHeaders({ id, body }, validSecrets(endpoint, at), at);
        const changed = Buffer.from(body);
        const byte = number % changed.length;
        changed.writeUInt8(changed.readUInt8(byte) ^ 1, byte);
        for (const secret of good) {
          const webhook = new Webhook(secret);
          expect(webhook.verify(body, headers)).toEqual(JSON.parse(body));
          expect(() => webhook.verify(changed, headers)).toThrow('No matching signature found');
          expect(() => webhook.verify(body, { ...headers, 'webhook-id': `${id}1` })).toThrow('No matching');
        }
        for (const secret of bad) expect(() => new Webhook(secret).verify(body, headers)).toThrow('No matching');
        verified++;
      }
    }
    expect(verified).toBeGreaterThanOrEqual(deliveries);
  });

  it('a delivery has one signature, and one for each secret during a rotation', () => {
    const previous = [{ secret: newSecret({ newId }), validUntil: now + 1 }];
    const secrets = validSecrets({ secret: newSecret({ newId }), previous }, now);
    expect(signatureHeaders(event(1), secrets.slice(0, 1), now)['webhook-signature']).toMatch(/^v1,[\w+/]{43}=$/);
    expect(signatureHeaders(event(1), secrets, now)['webhook-signature']).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
  });

  it('a signature of the official library is the same', () => {
    const secret = newSecret({ newId });
    const { id, body } = event(7);
    const headers = signatureHeaders({ id, body }, [secret], now);
    const whole = new Date(Math.floor(now / 1_000) * 1_000);
    expect(headers['webhook-signature']).toBe(new Webhook(secret).sign(id, whole, body));
  });

  it('a secret is 32 bytes in base64, and no two are the same', () => {
    const secrets = Array.from({ length: 100 }, () => newSecret({ newId }));
    for (const secret of secrets) expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    expect(new Set(secrets).size).toBe(100);
  });
});
