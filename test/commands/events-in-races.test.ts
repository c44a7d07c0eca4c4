import { describe, expect, it } from 'vitest';
import { handler as capturePayment } from '../../functions/payments/capture-payment.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as receiveEvent } from '../../functions/processors/receive-processor-event.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { stripeWithEvents } from '../../src/processor/stripe/with-events.ts';
import type { Io } from '../../src/runtime/io.ts';
import { MemoryStripe, pays } from '../processor/stripe/memory-stripe.ts';
import { call } from '../support/call.ts';
import { signedByStripe } from '../support/signed-by-stripe.ts';
import { World } from '../support/world.ts';

const secret = 'whsec_1';
/** More than any request here makes. */
const mostCalls = 40;

/** A stage that charges by Stripe, in which something happens just before the n-th call to the store or to Stripe. */
class Stage {
  readonly world = new World();
  readonly stripe = new MemoryStripe();
  #left = Number.POSITIVE_INFINITY;
  #happens = async () => {};

  constructor() {
    const { stripe, world } = this;
    const events = { secrets: [secret], mode: 'test' } as const;
    const asked: Io['call'] = async (url, request) => {
      await this.#count();
      return stripe.call(url, request);
    };
    world.overrides = {
      processors: (io) => onlyProcessor(stripeWithEvents({ ...io, call: asked }, { secretKey: 'sk_test_1', events })),
    };
    world.dynamo.intercept = async (_operation, apply) => {
      await this.#count();
      return apply();
    };
  }

  before(nth: number, happens: () => Promise<void>): void {
    this.#left = nth;
    this.#happens = happens;
  }

  /** False if the request made fewer calls. */
  get hasHappened(): boolean {
    return this.#left <= 0;
  }

  async #count() {
    if (--this.#left === 0) await this.#happens();
  }

  /** Time limits never ring: the clock of a world would end each request to Stripe at once. */
  readonly untimed: Pick<World, 'io'> = {
    io: () => ({ ...this.world.io(), sleep: () => new Promise<void>(() => undefined) }),
  };

  create(fields: object) {
    const body = { amount: '25.00', idempotency_key: 'k', payment_method: pays, ...fields };
    return call(createPayment, this.untimed, 'POST /v1/payments', { body });
  }

  /** Stripe tells that the intent has changed. */
  async notify(type: string): Promise<number> {
    const [intent] = [...this.stripe.intents.values()];
    if (intent === undefined) return 0;
    const { id, metadata } = intent;
    const created = Math.floor(this.world.clock.now() / 1_000);
    const object = { id, object: 'payment_intent', metadata };
    const body = JSON.stringify({ id: `evt_${type}`, type, created, livemode: false, data: { object } });
    const headers = { 'Stripe-Signature': signedByStripe(body, secret, this.world.clock.now()) };
    return (await call(receiveEvent, this.untimed, 'POST /v1/processor-events/stripe', { body, headers })).status;
  }

  async books() {
    const [intent] = [...this.stripe.intents.values()];
    const sent = this.stripe.paths.filter((path) => /confirm|capture/.test(path)).map((path) => path.split('/').at(-1));
    const id = intent?.metadata.payment_id;
    const { json } = await call(getPayment, this.untimed, `GET /v1/payments/${id}`);
    return { sent, taken: intent?.amount_received, status: json.status, refundable: json.refundable_amount };
  }
}

/** Has an event come before each call that a request makes, each time in another world. */
async function atEachCall(
  type: string,
  begin: (stage: Stage) => Promise<() => Promise<unknown>>,
): Promise<Readonly<{ books: Awaited<ReturnType<Stage['books']>>; event: number }>[]> {
  const seen: { books: Awaited<ReturnType<Stage['books']>>; event: number }[] = [];
  for (let nth = 1; nth <= mostCalls; nth++) {
    const stage = new Stage();
    const request = await begin(stage);
    let event = 0;
    stage.before(nth, async () => {
      event = await stage.notify(type);
    });
    await request();
    if (!stage.hasHappened) return seen;
    // Stripe repeats an event that came too early.
    expect([0, 200]).toContain(await stage.notify(type));
    seen.push({ books: await stage.books(), event });
  }
  throw new Error(`a request made more than ${mostCalls} calls`);
}

describe('an event that comes while a request is at work on its payment', () => {
  it('saleor#14648: an amount is not counted twice, by the event and by the request that completes the payment', async () => {
    const seen = await atEachCall('payment_intent.succeeded', async (stage) => () => stage.create({}));
    // At least: find, open, claim, confirm, settle.
    expect(seen.length).toBeGreaterThanOrEqual(5);
    for (const { books } of seen) {
      expect(books).toEqual({ sent: ['confirm'], taken: 2_500, status: 'SUCCESS', refundable: 25 });
    }
    expect(new Set(seen.map(({ event }) => event))).toEqual(new Set([0, 409]));
  });

  it('medusa#13301: an authorized amount is not captured twice, by the event and by the request that captures it', async () => {
    const seen = await atEachCall('payment_intent.amount_capturable_updated', async (stage) => {
      const { json } = await stage.create({ capture: false });
      return () => call(capturePayment, stage.untimed, `POST /v1/payments/${json.payment_id}/capture`, { body: {} });
    });
    expect(seen.length).toBeGreaterThanOrEqual(4);
    for (const { books } of seen) {
      expect(books).toEqual({ sent: ['confirm', 'capture'], taken: 2_500, status: 'SUCCESS', refundable: 25 });
    }
  });
});
