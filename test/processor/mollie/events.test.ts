import { createHmac } from 'node:crypto';
import { EntityWebhookEvent$inboundSchema } from 'mollie-api-typescript/models/entitywebhookevent.js';
import { SignatureValidator } from 'mollie-api-typescript/utils/webhooks/signature_validator.js';
import { describe, expect, it } from 'vitest';
import type { ProcessorEvent } from '../../../src/processor/events.ts';
import { type MollieEventSettings, readMollieEvent } from '../../../src/processor/mollie/events.ts';
import { casesOf } from '../../support/cases.ts';
import { seeded } from '../../support/random.ts';
import { MemoryMollie } from './memory-mollie.ts';
import { checkoutCharge, mollieOn } from './mollie-bench.ts';

const now = Date.parse('2026-11-28T12:00:00.000Z');
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const days = 24 * 60;
const secret = 'of-the-webhook';
const settings: MollieEventSettings = { secrets: [secret], mode: 'test' };

const payment = { resource: 'payment', id: 'tr_1', mode: 'test', metadata: { payment_id: 'p-1', generation: '0' } };
const event = (but: object = {}) => ({
  resource: 'event',
  id: 'event_1',
  type: 'payment.paid',
  entityId: 'tr_1',
  createdAt: minutesAgo(1),
  _embedded: { entity: payment },
  _links: {},
  ...but,
});
const text = (but: object) => JSON.stringify(event(but));
const sign = (body: string, key = secret) => createHmac('sha256', key).update(body).digest('hex');

type Sent = Readonly<{
  body?: string;
  signatures?: string[];
  settings?: MollieEventSettings;
  lookUp?: string;
  maker?: string;
}>;

/** Reads an event that Mollie could have sent, except for what a test says of it. */
function read({
  body = text({}),
  signatures = [`sha256=${sign(body)}`],
  settings: own = settings,
  lookUp,
  maker,
}: Sent) {
  const headers = new Map([['x-mollie-signature', signatures]]);
  const metadataOf = async () => (lookUp === undefined ? null : { payment_id: lookUp, payment_service: maker });
  return readMollieEvent({ headers, body: Buffer.from(body) }, own, now, { keySpace: 'this stage', metadataOf });
}

const forged = (reason: string): ProcessorEvent => ({ kind: 'forged', reason }) as ProcessorEvent;
const hint = {
  kind: 'hint',
  eventId: 'event_1',
  createdAt: now - 60_000,
  intentId: 'tr_1',
  paymentId: 'p-1',
  aboutListed: false,
  ofOtherStage: false,
};
const refund = { resource: 'refund', id: 're_1', mode: 'test', paymentId: 'tr_1', metadata: { payment_id: 'p-1' } };

describe("an event of Mollie's", () => {
  it.each<[string, Sent, unknown]>([
    ['names the payment of its intent', {}, hint],
    [
      'of a refund leads to its intent',
      { body: text({ type: 'refund.refunded', entityId: 're_1', _embedded: { entity: refund } }), lookUp: 'p-1' },
      { ...hint, aboutListed: true },
    ],
    [
      'of a refund that this service asked for is about no other',
      {
        body: text({
          type: 'refund.refunded',
          entityId: 're_1',
          _embedded: { entity: { ...refund, metadata: { payment_id: 'p-1', refund_id: 'r-1' } } },
        }),
        lookUp: 'p-1',
      },
      hint,
    ],
    [
      'of a refund of another program, which has such ids of its own, leads to its intent',
      {
        body: text({
          type: 'refund.refunded',
          entityId: 're_1',
          _embedded: { entity: { ...refund, metadata: { payment_id: 'INV-7', refund_id: 'R-7' } } },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutListed: true },
    ],
    [
      'of a chargeback, which has no metadata of ours, has the payment looked up',
      {
        body: text({ type: 'chargeback.received', entityId: 'chb_1', _embedded: { entity: { paymentId: 'tr_1' } } }),
        lookUp: 'p-1',
      },
      { ...hint, aboutListed: true },
    ],
    [
      'of a payment that another stage made says so',
      { body: text({ _embedded: null }), lookUp: 'p-1', maker: 'another stage' },
      { ...hint, ofOtherStage: true },
    ],
    [
      'of a payment that this stage made',
      { body: text({ _embedded: null }), lookUp: 'p-1', maker: 'this stage' },
      hint,
    ],
    ['without its entity has the payment looked up', { body: text({ _embedded: null }), lookUp: 'p-1' }, hint],
    [
      'of a payment that this service did not make names none',
      { body: text({ _embedded: { entity: { ...payment, metadata: 'order 7' } } }) },
      { ...hint, paymentId: undefined },
    ],
    [
      'of a refund without its entity and its link is irrelevant, because it names no payment',
      { body: text({ type: 'refund.refunded', entityId: 're_1', _embedded: undefined }) },
      { kind: 'irrelevant' },
    ],
    [
      'of a refund without its entity, as webhooks of the dashboard send it, leads to its intent by its link',
      {
        body: text({
          type: 'refund.refunded',
          entityId: 're_1',
          _embedded: undefined,
          _links: { entity: { href: 'https://api.mollie.com/v2/payments/tr_1/refunds/re_1', type: 'text/html' } },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutListed: true },
    ],
    [
      "of a chargeback without its entity, whose link has the entity's own name and no host",
      {
        body: text({
          type: 'chargeback.received',
          entityId: 'chb_1',
          _embedded: null,
          _links: { self: null, chargeback: { href: '/v2/payments/tr_1/chargebacks/chb_1' } },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutListed: true },
    ],
    [
      "of a chargeback whose entity has its own name in the event, as in the examples of Mollie's library",
      {
        body: text({
          type: 'chargeback.received',
          entityId: 'chb_1',
          _embedded: { chargeback: { paymentId: 'tr_1' } },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutListed: true },
    ],
    [
      'of live mode is not for a test stage, whatever its entity is called',
      { body: text({ _embedded: { payment: { ...payment, mode: 'live' } } }) },
      forged('mode'),
    ],
    [
      'that only tries the webhook is genuine, and about nothing, although it has neither an entity nor a date',
      { body: JSON.stringify({ resource: 'event', id: 'event_1', type: 'hook.ping' }) },
      { kind: 'irrelevant' },
    ],
    ['of another type is irrelevant', { body: text({ type: 'payment-link.paid' }) }, { kind: 'irrelevant' }],
    [
      'that is signed by the older of two secrets is genuine',
      { settings: { ...settings, secrets: ['newer', secret] } },
      hint,
    ],
    [
      'that has two signatures while the secret is rotated is genuine',
      { signatures: [`sha256=${sign(text({}), 'other')}`, `sha256=${sign(text({}))}`] },
      hint,
    ],
    [
      'whose two signatures a proxy has joined is genuine',
      { signatures: [`sha256=${sign(text({}), 'other')}, sha256=${sign(text({}))}`] },
      hint,
    ],
    [
      'that Mollie sends for the last time is genuine',
      { body: text({ createdAt: minutesAgo(26 * 60) }) },
      {
        ...hint,
        createdAt: now - 26 * 3_600_000,
      },
    ],
    ['of more than three days ago is too old', { body: text({ createdAt: minutesAgo(3 * days + 1) }) }, forged('time')],
    ['of an hour ahead is forged', { body: text({ createdAt: minutesAgo(-60) }) }, forged('time')],
    [
      'with a changed byte is forged',
      { body: text({ id: 'event_2' }), signatures: [sign(text({}))] },
      forged('signature'),
    ],
    ['without a signature is forged', { signatures: [] }, forged('signature')],
    ['is forged where no secret is known', { settings: { ...settings, secrets: [] } }, forged('signature')],
    [
      'is forged if it is signed with an empty secret, even where the stage has one',
      { settings: { ...settings, secrets: [''] }, signatures: [sign(text({}), '')] },
      forged('signature'),
    ],
    [
      'of live mode is not for a test stage',
      { body: text({ _embedded: { entity: { ...payment, mode: 'live' } } }) },
      forged('mode'),
    ],
    ['of test mode is not for a live stage', { settings: { ...settings, mode: 'live' } }, forged('mode')],
    ['that is no event is malformed', { body: '[]' }, forged('malformed')],
    ['without a date is malformed', { body: text({ createdAt: 'today' }) }, forged('malformed')],
    ['of the classic kind is not signed, hence forged', { body: 'id=tr_1', signatures: [] }, forged('signature')],
  ])('%s', async (_sentence, sent, expected) => {
    expect(await read(sent)).toEqual(expected);
  });

  const randomCases = casesOf({ all: 3_000, few: 300 });
  it(`is checked as Mollie's own library does: ${randomCases} random cases`, async () => {
    const random = seeded(20_261_128);
    const counts = { genuine: 0, forged: 0 };
    for (let index = 0; index < randomCases; index++) {
      const body = text({ id: `event_${random.whole(1e9)}` });
      const secrets = random.pick([[secret], ['newer', secret], ['older', secret]]);
      const signature = sign(body, random.pick([secret, secret, secret, 'newer', 'other']));
      const spoilt = random.pick([signature, signature, signature.slice(1), signature.toUpperCase(), '']);
      const signatures = random.pick([
        [`sha256=${spoilt}`],
        [spoilt],
        [`sha256=${sign(body, 'other')}`, `sha256=${spoilt}`],
        [`sha1=${spoilt}`],
        [],
      ]);
      const changed = random.pick([body, body, body, `${body} `, body.replace('event_', 'event-')]);
      const ours = (await read({ body: changed, signatures, settings: { ...settings, secrets } })).kind === 'hint';
      const theirs = await SignatureValidator.validate(changed, secrets, signatures).catch(() => false);
      expect(ours, `${signatures} ${changed}`).toBe(theirs);
      counts[ours ? 'genuine' : 'forged']++;
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(randomCases / 15);
  });

  it('is read in the form that Mollie publishes, and the payment is looked up in the same mode and profile alone', async () => {
    const mollie = new MemoryMollie();
    const processor = mollieOn(mollie.call, { events: { secrets: [secret], mode: 'test' } });
    const charge = checkoutCharge();
    const { id } = await processor.open('k', charge);
    // The clock of the bench begins at 0.
    const createdAt = new Date(0).toISOString();
    const link = { href: 'https://api.mollie.com/v2/', type: 'application/hal+json' };
    const _links = { self: link, documentation: link };
    const readOne = async (but: object) => {
      const body = JSON.stringify({ ...event({ createdAt, _embedded: null, _links, ...but }) });
      EntityWebhookEvent$inboundSchema.parse(JSON.parse(body));
      const headers = new Map([['x-mollie-signature', [`sha256=${sign(body)}`]]]);
      return processor.readEvent?.({ headers, body: Buffer.from(body) });
    };
    expect(await readOne({ entityId: id })).toMatchObject({ intentId: id, paymentId: charge.paymentId });
    expect(await readOne({ entityId: 'tr_of_another_profile' })).toMatchObject({ paymentId: undefined });
  });
});
