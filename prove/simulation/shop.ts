import { UnansweredError } from '../../client/errors.ts';
import { intentId, type StoredRequest } from '../../client/keys/key-store.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { PaymentClient } from '../../client/payment-client.ts';
import type { Mutant } from './mutant.ts';
import { KeyStoreFailure, ShopAbort, ShopProcess, type ShopServices } from './shop-process.ts';

/** Something that a shop sells once, and what it does with the payment then. */
export type Purchase = Readonly<{
  intent: string;
  amount: string;
  /** Its order has one payment at most, of whatever intent. */
  order?: string;
  closing?: 'capture' | 'cancel';
  /** Amounts; `all` is all that remains. */
  refunds: readonly string[];
}>;

const mostLives = 6;
/** Another payment of the order is authorized, or at work: it may stay so until somebody captures or cancels it. */
const waiting: ReadonlySet<string | undefined> = new Set(['order_payment_authorized', 'order_payment_in_progress']);

/** A program that uses the client: its processes, on a machine or two, die and begin again, and share a durable store of keys. */
export class Shop {
  readonly #name: string;
  readonly #purchases: readonly Purchase[];
  readonly #services: ShopServices;
  readonly #mutant: Mutant | undefined;
  readonly #stored = memoryKeys();
  readonly #done = new Set<Purchase>();
  /** By key: why it had no answer. */
  readonly #problems = new Map<string | undefined, string | undefined>();
  #isEnding = false as boolean;
  #processes = 0;

  constructor(name: string, purchases: readonly Purchase[], services: ShopServices, mutant: Mutant | undefined) {
    this.#name = name;
    this.#purchases = purchases;
    this.#services = services;
    this.#mutant = mutant;
  }

  async run(): Promise<void> {
    const { random } = this.#services;
    await Promise.all(Array.from({ length: 1 + random.whole(2) }, () => this.#machine()));
  }

  /** Begins again once nothing fails any more, until everything is answered. Returns the intents that are not. */
  async end(): Promise<readonly string[]> {
    const { timeline } = this.#services;
    this.#isEnding = true;
    let open: readonly StoredRequest[] = [];
    for (let tries = 0; tries < 3; tries++) {
      await timeline.wait(15_000);
      await this.#live();
      open = await this.#unanswered();
      if (open.length === 0) break;
    }
    return open.map(intentId);
  }

  async #machine(): Promise<void> {
    const { timeline, random } = this.#services;
    await timeline.wait(random.whole(random.pick([80, 12_000])));
    for (let lives = 0; lives < mostLives && this.#done.size < this.#purchases.length; lives++) {
      await this.#live();
      await timeline.wait(random.whole(random.pick([200, 20_000])));
    }
  }

  /** One process: it finishes what an earlier one began, and buys everything, as if it knew of nothing. */
  async #live(): Promise<void> {
    const { random, timeline } = this.#services;
    const process = new ShopProcess(`${this.#name}.${++this.#processes}`, this.#stored, this.#services);
    const { io, keys } = this.#mutant?.client?.(process.outside) ?? process.outside;
    const times = { attemptMs: random.pick([3_000, 15_000]), deadlineMs: random.pick([20_000, 60_000]) };
    const client = new PaymentClient({ url: 'https://payments.test', keys, io, ...times });
    await process.run(async () => {
      const resuming = this.#unlessUnanswered(() => resume(client, process));
      if (random.whole(2) === 0) await resuming;
      const buying = this.#wanted().map(async (purchase) => {
        await timeline.wait(random.whole(300));
        await this.#unlessUnanswered(() => this.#buy(purchase, client, process));
      });
      await Promise.all([resuming, ...buying]);
    });
  }

  async #buy(purchase: Purchase, client: PaymentClient, { says, signal }: ShopProcess): Promise<void> {
    const options = { signal };
    const { intent, amount, order, closing, refunds } = purchase;
    const request = {
      amount,
      metadata: { purchase: intent },
      ...(closing && { capture: false }),
      ...(order && { order_id: order, one_payment_per_order: true }),
    };
    const paid = await client.pay(request, { intent }, options);
    says({ command: 'pay', intent }, paid);
    if (paid.status === 'paid' || paid.status === 'authorized') {
      const id = paid.payment.payment_id;
      if (paid.status === 'authorized' && closing === 'capture')
        says({ command: 'capture', intent: id }, await client.capture(id, {}, { intent: id }, options));
      if (paid.status === 'authorized' && closing === 'cancel')
        says({ command: 'cancel', intent: id }, await client.cancel(id, { intent: id }, options));
      const refunding = refunds.map(async (refund, number) => {
        const reason = `${intent}/${number}`;
        const amounts = refund === 'all' ? {} : { amount: refund };
        says(
          { command: 'refund', intent: reason },
          await client.refund(id, { ...amounts, reason }, { intent: reason }, options),
        );
      });
      await Promise.all(refunding);
    }
    this.#done.add(purchase);
  }

  /** A shop that has forgotten that it bought something buys it again. */
  #wanted(): readonly Purchase[] {
    const { random } = this.#services;
    const forgets = !this.#isEnding && random.whole(4) === 0;
    return this.#purchases.filter((purchase) => forgets || !this.#done.has(purchase));
  }

  async #unanswered(): Promise<StoredRequest[]> {
    const open: StoredRequest[] = [];
    for await (const request of this.#stored.unanswered()) {
      if (!waiting.has(this.#problems.get(request.key))) open.push(request);
    }
    return open;
  }

  /** Goes on with what has no answer another time. */
  async #unlessUnanswered(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      for (const one of error instanceof AggregateError ? error.errors : [error]) {
        if (one instanceof UnansweredError) this.#problems.set(one.key, one.problem?.code);
        else if (!(one instanceof KeyStoreFailure || one instanceof ShopAbort)) this.#services.checks.throws(one);
      }
    }
  }
}

async function resume(client: PaymentClient, { says, signal }: ShopProcess): Promise<void> {
  for await (const { result, ...request } of client.resume({ signal })) says(request, result);
}
