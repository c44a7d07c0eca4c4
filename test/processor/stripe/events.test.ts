import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import type { ProcessorEvent } from '../../../src/processor/events.ts';
import { readStripeEvent, type StripeEventSettings } from '../../../src/processor/stripe/events.ts';
import { seeded } from '../../support/random.ts';

const now = Date.parse('2026-11-28T12:00:00.000Z');
const seconds = now / 1_000;
const secret = 'whsec_one';
const settings: StripeEventSettings = { secrets: [secret], account: undefined, mode: 'test' };

const intent = { id: 'pi_1', object: 'payment_intent', metadata: { payment_id: 'p-1' } };
const event = (but: object = {}) => ({
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: seconds - 60,
  livemode: false,
  data: { object: intent },
  ...but,
});
const sign = (body: string, at: number = seconds, key = secret) =>
  createHmac('sha256', key).update(`${at}.${body}`).digest('hex');

type Sent = Readonly<{
  body?: string;
  header?: string;
  settings?: StripeEventSettings;
  lookUp?: string;
  maker?: string;
}>;

/** Reads an event that Stripe could have sent, except for what a test says of it. */
function read({ body = JSON.stringify(event()), header, settings: own = settings, lookUp, maker }: Sent) {
  const headers = new Map([['stripe-signature', [header ?? `t=${seconds},v1=${sign(body)}`]]]);
  const metadataOf = async () => (lookUp === undefined ? undefined : { payment_id: lookUp, payment_service: maker });
  return readStripeEvent({ headers, body: Buffer.from(body) }, own, now, { keySpace: 'this stage', metadataOf });
}

const forged = (reason: string): ProcessorEvent => ({ kind: 'forged', reason }) as ProcessorEvent;
const hint = {
  kind: 'hint',
  eventId: 'evt_1',
  createdAt: now - 60_000,
  intentId: 'pi_1',
  paymentId: 'p-1',
  aboutListed: false,
  aboutIntent: true,
  ofOtherStage: false,
};
const irrelevant = { kind: 'irrelevant' };
const ofAccount: StripeEventSettings = { ...settings, account: 'acct_1' };
const text = (but: object) => JSON.stringify(event(but));

const ofDispute = text({
  type: 'charge.dispute.created',
  data: { object: { id: 'dp_1', object: 'dispute', payment_intent: 'pi_1' } },
});

describe("an event of Stripe's", () => {
  it.each<[string, Sent, unknown]>([
    ['names the payment of its intent', {}, hint],
    [
      'of a refund leads to its intent',
      {
        body: text({
          type: 'refund.failed',
          data: { object: { ...intent, id: 're_1', object: 'refund', payment_intent: 'pi_1' } },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutIntent: false, aboutListed: true },
    ],
    [
      'of a refund that this service asked for is about no other',
      {
        body: text({
          type: 'refund.updated',
          data: {
            object: {
              id: 're_1',
              object: 'refund',
              payment_intent: 'pi_1',
              metadata: { payment_id: 'p-1', refund_id: 'r-1' },
            },
          },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutIntent: false },
    ],
    [
      'of a refund of another program, which has such ids of its own, leads to its intent',
      {
        body: text({
          type: 'refund.updated',
          data: {
            object: {
              id: 're_1',
              object: 'refund',
              payment_intent: 'pi_1',
              metadata: { payment_id: 'INV-7', refund_id: 'R-7' },
            },
          },
        }),
        lookUp: 'p-1',
      },
      { ...hint, aboutIntent: false, aboutListed: true },
    ],
    [
      'of a dispute, which has no metadata of ours, has the payment looked up',
      {
        body: ofDispute,
        lookUp: 'p-1',
      },
      { ...hint, aboutIntent: false, aboutListed: true },
    ],
    [
      'of an intent that another stage made says so',
      {
        body: text({
          data: {
            object: {
              id: 'pi_1',
              object: 'payment_intent',
              metadata: { payment_id: 'p-1', payment_service: 'another stage' },
            },
          },
        }),
      },
      { ...hint, ofOtherStage: true },
    ],
    [
      'of a dispute of an intent that another stage made says so',
      {
        body: ofDispute,
        lookUp: 'p-1',
        maker: 'another stage',
      },
      { ...hint, aboutIntent: false, aboutListed: true, ofOtherStage: true },
    ],
    [
      'of an intent that this service did not make names no payment',
      { body: text({ data: { object: { id: 'pi_1', object: 'payment_intent', metadata: {} } } }) },
      { ...hint, paymentId: undefined },
    ],
    ['of another type is irrelevant', { body: text({ type: 'customer.created' }) }, irrelevant],
    [
      'that is signed by the older of two secrets is genuine',
      { settings: { ...settings, secrets: ['whsec_new', secret] } },
      hint,
    ],
    [
      'that is signed by both secrets while they are rotated is genuine',
      { header: `t=${seconds},v1=${sign(text({}), seconds, 'whsec_other')},v1=${sign(text({}))},v0=x` },
      hint,
    ],
    ['of 300 s ago is genuine', { header: `t=${seconds - 300},v1=${sign(text({}), seconds - 300)}` }, hint],
    ['of 301 s ago is too old', { header: `t=${seconds - 301},v1=${sign(text({}), seconds - 301)}` }, forged('time')],
    [
      'of an hour ahead is forged',
      { header: `t=${seconds + 3600},v1=${sign(text({}), seconds + 3600)}` },
      forged('time'),
    ],
    [
      'with a changed byte is forged',
      { body: text({ id: 'evt_2' }), header: `t=${seconds},v1=${sign(text({}))}` },
      forged('signature'),
    ],
    [
      'with another time than was signed is forged',
      { header: `t=${seconds + 1},v1=${sign(text({}))}` },
      forged('signature'),
    ],
    ['without a signature is forged', { header: `t=${seconds}` }, forged('signature')],
    ['is forged where no secret is known', { settings: { ...settings, secrets: [] } }, forged('signature')],
    ['of live mode is not for a test stage', { body: text({ livemode: true }) }, forged('mode')],
    ['of test mode is not for a live stage', { settings: { ...settings, mode: 'live' } }, forged('mode')],
    ['of a connected account is irrelevant to a stage without one', { body: text({ account: 'acct_2' }) }, irrelevant],
    [
      'of the connected account of the stage is genuine',
      { body: text({ account: 'acct_1' }), settings: ofAccount },
      hint,
    ],
    [
      'of another connected account is irrelevant',
      { body: text({ account: 'acct_2' }), settings: ofAccount },
      irrelevant,
    ],
    ['of the platform is irrelevant to a stage of a connected account', { settings: ofAccount }, irrelevant],
    [
      "of test mode is irrelevant to a platform's endpoint of live mode, which gets it from Stripe",
      { body: text({ account: 'acct_1' }), settings: { ...ofAccount, mode: 'live' } },
      irrelevant,
    ],
    [
      "of live mode is not for a platform's test stage: Stripe sends it none",
      { body: text({ account: 'acct_1', livemode: true }), settings: ofAccount },
      forged('mode'),
    ],
    [
      'of an object without an id is irrelevant',
      { body: text({ type: 'balance.available', data: { object: { object: 'balance', available: [] } } }) },
      irrelevant,
    ],
    ['that is no event is malformed', { body: '[]' }, forged('malformed')],
  ])('%s', async (_sentence, sent, expected) => {
    expect(await read(sent)).toEqual(expected);
  });

  it('is checked as the official library does: 3,000 random cases', async () => {
    const official = new Stripe('sk_test_1').webhooks;
    const random = seeded(20_261_128);
    const counts = { genuine: 0, forged: 0, ahead: 0 };
    for (let index = 0; index < 3_000; index++) {
      const body = text({ id: `evt_${random.whole(1e9)}` });
      const at = seconds + random.pick([0, -1, -299, -300, -301, -4_000, 299, 301, 302, 3_600, 86_400]);
      const key = random.pick([secret, secret, secret, 'whsec_other']);
      const signature = sign(body, at, key);
      const spoilt = random.pick([signature, signature, signature.slice(1), signature.toUpperCase(), '']);
      const header = random.pick([
        `t=${at},v1=${spoilt}`,
        `v1=${spoilt},t=${at}`,
        `t=${at},v0=${spoilt}`,
        `t=${at},v1=${sign(body, at, 'whsec_other')},v1=${spoilt}`,
        `t=${at} ,v1=${spoilt}`,
        `t=1,t=${at},v1=${spoilt},v1=`,
        `v1=${spoilt}`,
        `t=abc,v1=${spoilt}`,
      ]);
      const changed = random.pick([body, body, body, `${body} `, body.replace('evt_', 'evt-')]);
      const ours = (await read({ body: changed, header })).kind === 'hint';
      const theirs = passes(() => official.constructEvent(changed, header, secret, 300, undefined, now));
      const isAhead = at - seconds > 300;
      expect(ours, `${header} ${changed}`).toBe(theirs && !isAhead);
      counts[ours ? 'genuine' : theirs ? 'ahead' : 'forged']++;
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(50);
  });
});

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
