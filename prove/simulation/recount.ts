import { decisionIn, type RefundRow, type StoredDispute, type StoredRow } from './rows.ts';

/** Counts what happens from the writes themselves, by rules of its own: what the stream's counters must come to. */
export class Recount {
  readonly counters = new Map<string, number>();
  /** Payments that were refunded wholly: each counts once, even if some of it came back and was refunded again. */
  readonly #wholes = new Set<string>();

  /** One write of a payment. */
  add(before: StoredRow | undefined, after: StoredRow): void {
    const isNew = before === undefined || before.generation !== after.generation;
    const known = isNew ? undefined : before;
    if (isNew) this.#raise('begun');
    const wasDecided = known !== undefined && decisionIn(known) !== undefined;
    if (!wasDecided && decisionIn(after) !== undefined) this.#decided(after);
    if (known?.status === 'authorized' && after.status === 'completed') this.#completed(after);
    if (known?.status === 'authorized' && after.status === 'cancelled')
      this.#raise(`payments#cancelled#${after.method}`);
    for (const [id, refund] of Object.entries(after.refunds)) this.#refund(known?.refunds[id], refund, after);
    for (const [id, dispute] of Object.entries(after.disputes ?? {})) this.#dispute(known?.disputes?.[id], dispute);
    const isWhole = (row: StoredRow) =>
      row.status === 'completed' && row.refunded_minor === (decisionIn(row)?.captured_minor ?? row.amount_minor);
    const life = `${after.id}:${after.generation}`;
    if (!isWhole(after) || this.#wholes.has(life)) return;
    this.#wholes.add(life);
    this.#raise(`payments#refunded#${after.method}`);
  }

  #decided(row: StoredRow): void {
    const { status, failure_code: code } = decisionIn(row) ?? {};
    if (status === 'completed') this.#completed(row);
    else if (code === 'trip_already_paid' || code === 'order_already_paid') this.#raise('refused');
    else if (status === 'failed') {
      this.#raise(`payments#failed#${row.method}`);
      this.#raise(`declines#${code}`);
    }
  }

  #completed(row: StoredRow): void {
    const { method, currency, amount_minor } = row;
    this.#raise(`payments#completed#${method}`);
    this.#raise(`charged#${currency}`, decisionIn(row)?.captured_minor ?? amount_minor);
  }

  #refund(before: RefundRow | undefined, after: RefundRow, { currency }: StoredRow): void {
    if (before?.status === after.status || after.status === 'processing' || after.status === 'pending') return;
    if (after.status === 'reversed') this.#raise(`reversed#${currency}`, after.amount_minor);
    this.#raise(`refunds#${after.status}`);
    if (after.status === 'completed') this.#raise(`refunded#${currency}`, after.amount_minor);
  }

  #dispute(before: StoredDispute | undefined, after: StoredDispute): void {
    if (!after.escalated) return;
    if (!before?.escalated) this.#raise('disputes#open');
    if (after.status !== before?.status && (after.status === 'won' || after.status === 'lost')) {
      this.#raise(`disputes#${after.status}`);
    }
  }

  #raise(name: string, by = 1): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  }
}
