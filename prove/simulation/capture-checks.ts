import type { Violations } from './invariants.ts';
import type { Wish } from './operations.ts';
import type { StoredRow } from './rows.ts';
import { refusedAs, type Told } from './told.ts';

/** Whether a payment was captured although each request to capture it was told that the processor refused for good. */
export class CaptureChecks {
  /** Requests by payment: how many were sent, and how many were refused. */
  readonly #requests = new Map<string, { sent: number; refused: number }>();

  asks({ purpose, paymentId }: Wish): void {
    if (purpose !== 'capture') return;
    const { sent, refused } = this.#of(paymentId);
    this.#requests.set(paymentId, { sent: sent + 1, refused });
  }

  heard(told: Told): void {
    const { purpose, paymentId } = told.wish;
    if (purpose !== 'capture' || refusedAs(told) !== 'capture_refused') return;
    const { sent, refused } = this.#of(paymentId);
    this.#requests.set(paymentId, { sent, refused: refused + 1 });
  }

  /** Whether the clients of a capture have had a no, and so do not ask again. */
  wasRefused({ purpose, paymentId }: Wish): boolean {
    const { sent, refused } = this.#of(paymentId);
    return purpose === 'capture' && sent > 0 && refused === sent;
  }

  finish(rowOfPayment: (paymentId: string) => StoredRow | undefined, violations: Violations): void {
    for (const [paymentId, { sent, refused }] of this.#requests) {
      if (refused < sent) continue;
      const isCaptured = rowOfPayment(paymentId)?.status === 'completed';
      const detail = () => `payment ${paymentId} was captured, and all ${sent} captures were refused`;
      violations.require(!isCaptured, 'a no stays a no', detail);
    }
  }

  readonly #of = (paymentId: string) => this.#requests.get(paymentId) ?? { sent: 0, refused: 0 };
}
