import { describe, expect, it } from 'vitest';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import { mollieWithEvents } from '../../src/processor/mollie/with-events.ts';
import { routedProcessors } from '../../src/processor/routing.ts';
import { stripeWithEvents } from '../../src/processor/stripe/with-events.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { OverriddenIo } from '../support/world.ts';
import { MemoryMollie } from './mollie/memory-mollie.ts';
import { settings as mollieSettings, returnUrl } from './mollie/mollie-bench.ts';
import { ProviderStage } from './provider-stage.ts';
import { MemoryStripe } from './stripe/memory-stripe.ts';
import { settings as stripeSettings } from './stripe/stripe-bench.ts';

type Name = 'stripe' | 'mollie';

const makers = {
  stripe: (io: Io) => stripeWithEvents(io, stripeSettings),
  mollie: (io: Io) => mollieWithEvents(io, mollieSettings),
};

/** A stage with Stripe and Mollie, in this order, some of which are down. */
class StageOfBoth extends ProviderStage {
  readonly #order: readonly Name[];

  constructor(order: readonly Name[], down: readonly Name[] = []) {
    const stripe = new MemoryStripe();
    const mollie = new MemoryMollie();
    const calls = { stripe: stripe.call, mollie: mollie.call };
    super((url, request) => {
      const name = url.includes('stripe') ? 'stripe' : 'mollie';
      if (down.includes(name)) throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
      return calls[name](url, request);
    }, makers.stripe);
    this.#order = order;
  }

  override io(but: Partial<OverriddenIo> = {}, timeOut?: number): OverriddenIo {
    const processors = (io: Io) =>
      routedProcessors(
        this.#order.map((name) => makers[name](io)),
        { routes: [], keySpace: 'test' },
        io,
      );
    return super.io({ overrides: { processors }, ...but }, timeOut);
  }

  request() {
    const body = { amount_minor: '1250', currency: 'EUR', order_id: 'o-1', idempotency_key: 'first-call' };
    const headers = { 'Content-Type': 'application/json' };
    return this.send(requestPayment, 'POST /payments.v1.PaymentService/RequestPayment', { headers, body });
  }

  places = () => this.payments().map(({ intent }) => (intent as { processor: string }).processor);
}

describe('a stage with two processors', () => {
  it.each([[['stripe', 'mollie']], [['mollie', 'stripe']]] as const)(
    '(%j) opens a payment without a return_url at the one that needs none',
    async (order) => {
      const stage = new StageOfBoth(order);
      expect(await stage.pay('k', {})).toMatchObject({ status: 201, json: { status: 'PENDING' } });
      expect(await stage.request()).toMatchObject({ status: 200 });
      expect(stage.places()).toEqual(['stripe', 'stripe']);
    },
  );

  it.each([[['stripe', 'mollie']], [['mollie', 'stripe']]] as const)(
    '(%j) answers such a payment with 503 while that one is down: nothing is wrong with it',
    async (order) => {
      const stage = new StageOfBoth(order, ['stripe']);
      expect(await stage.pay('k', {})).toMatchObject({ status: 503, json: { code: 'processor_unavailable' } });
      expect((await stage.request()).status).toBe(503);
      expect(stage.payments()).toEqual([]);
    },
  );

  it('holds the amount of a wallet at the one that can', async () => {
    const stage = new StageOfBoth(['mollie', 'stripe']);
    const fields = { method: 'WALLET', capture: false, return_url: returnUrl };
    expect((await stage.pay('k', fields)).status).toBe(201);
    expect((await stage.pay('card', { ...fields, method: 'CARD' })).status).toBe(201);
    expect(stage.places().sort()).toEqual(['mollie', 'stripe']);
  });
});
