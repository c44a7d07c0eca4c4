import { handler as project } from '../../functions/workers/project-payments.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Io } from '../../src/runtime/io.ts';
import { call, type Endpoint } from './call.ts';
import { context } from './event.ts';
import { MemoryProjections } from './memory-projections.ts';
import { payment, processingPayment } from './payments.ts';
import { paymentRecord, refund, refundsOf, streamOf } from './stream.ts';
import { World } from './world.ts';

/** A stage whose payments' events are recorded, with calls of its ledger's endpoints. */
export class LedgerStage {
  readonly world = new World();
  readonly store = new MemoryProjections();

  readonly io = (): Io => ({ ...this.world.io(), send: this.store.send });

  call(handler: Endpoint, request: string, options: Parameters<typeof call>[3] = {}) {
    return call(handler, { io: this.io }, request, options);
  }

  /** Records the events between images of a payment. */
  async record(...images: readonly (Payment | undefined)[]): Promise<void> {
    const records = images.flatMap((after, index) =>
      index === 0 || after === undefined ? [] : [paymentRecord(images[index - 1], after)],
    );
    await project.with(this.io())(streamOf(...records), context);
  }

  /** A payment of 10.99 USD, of which 1.00 is refunded; it happens now. */
  async pay(id: string): Promise<void> {
    const at = new Date(this.world.clock.now()).toISOString();
    const paid = payment({ id, settledAt: at });
    const refunded = { ...paid, refunds: refundsOf(refund({ id: `r-${id}`, settledAt: at })), refundedMinor: 100n };
    await this.record(undefined, processingPayment({ id }), paid, refunded);
  }
}
