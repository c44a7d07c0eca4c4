import Stripe from 'stripe';
import { localstripeDialect } from '../../../emulators/stripe/dialect.ts';
import { httpCall } from '../../../src/runtime/http-call.ts';
import type { Io } from '../../../src/runtime/io.ts';

/** Where localstripe listens, if it does: `npm run stripe:judges`. */
export const localstripe = process.env.LOCALSTRIPE_URL;

const secretKey = 'sk_test_123';

/** Calls localstripe, whatever host of Stripe's is asked for. */
export function callLocalstripe(address: string): Io['call'] {
  const call = localstripeDialect(httpCall());
  return (url, request) => {
    const { pathname, search } = new URL(url);
    return call(address + pathname + search, request);
  };
}

/** A second client of localstripe, which this project did not write: reads what the adapter made. */
export class OfficialLibrary {
  readonly stripe: Stripe;
  readonly #address: URL;

  constructor(address: string) {
    this.#address = new URL(address);
    const { hostname: host, port } = this.#address;
    this.stripe = new Stripe(secretKey, { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  }

  /** A payment method that localstripe asks the customer to authenticate for. */
  async methodThatAsks(): Promise<string> {
    const card = { number: '4000002500003155', exp_month: 12, exp_year: 2030, cvc: '123' };
    return (await this.stripe.paymentMethods.create({ type: 'card', card })).id;
  }

  /** Authenticates as the customer's browser does; false if localstripe rejects it. */
  async authenticate(intentId: string, succeeds: boolean): Promise<boolean> {
    const { client_secret } = await this.stripe.paymentIntents.retrieve(intentId);
    const body = new URLSearchParams({ client_secret: String(client_secret), success: String(succeeds) });
    const url = new URL(`/v1/payment_intents/${intentId}/_authenticate`, this.#address);
    const headers = { Authorization: `Bearer ${secretKey}` };
    return (await fetch(url, { method: 'POST', headers, body })).ok;
  }

  /** Gives money back as a person does: nothing leads back to this service. */
  async refundByHand(intentId: string, minor: bigint): Promise<string> {
    return (await this.stripe.refunds.create({ payment_intent: intentId, amount: Number(minor) })).id;
  }

  /** localstripe looks through all that it holds for each answer, so a long run begins without what others left. */
  async empty(): Promise<void> {
    await fetch(new URL('/_config/data', this.#address), { method: 'DELETE' });
  }

  /** Money taken and returned for an intent. localstripe books what was not captured as a refund that belongs to no intent. */
  async books(intentId: string) {
    const all = await this.stripe.charges.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
    const charges = all.filter(
      ({ payment_intent, status, captured }) => payment_intent === intentId && status === 'succeeded' && captured,
    );
    const { data: refunds } = charges.length
      ? await this.stripe.refunds.list({ payment_intent: intentId, limit: 100 })
      : { data: [] };
    const sum = (amounts: readonly { amount: number }[]) =>
      BigInt(amounts.reduce((all, { amount }) => all + amount, 0));
    const [returned, notCaptured] = [
      refunds.filter(({ payment_intent }) => payment_intent !== null),
      refunds.filter(({ payment_intent }) => payment_intent === null),
    ];
    return { taken: sum(charges) - sum(notCaptured), returned: sum(returned) };
  }
}
