import { mollieWithEvents } from '../../../src/processor/mollie/with-events.ts';
import type { Io } from '../../../src/runtime/io.ts';
import { ProviderStage } from '../provider-stage.ts';
import type { MemoryMollie } from './memory-mollie.ts';
import { published, returnUrl, settings } from './mollie-bench.ts';

/** A stage with Mollie. Each request that it sends must be one that Mollie publishes. */
export class MollieStage extends ProviderStage {
  readonly #mollie: Pick<MemoryMollie, 'pay'>;

  constructor(mollie: MemoryMollie, call: Io['call'] = mollie.call) {
    super(published(call), (io) => mollieWithEvents(io, settings));
    this.#mollie = mollie;
  }

  /** A payment of 25.00 that its customer has paid in the checkout, and that the poller has found paid. */
  async paid(key: string): Promise<string> {
    const { json } = await this.pay(key, { return_url: returnUrl });
    const id = String(json.payment_id);
    this.#mollie.pay(this.intentOf(id), 'pays');
    await this.pass(2);
    return id;
  }
}
