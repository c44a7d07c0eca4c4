import { decisionIn, type RefundRow, type StoredRow } from './rows.ts';

/** Derives from the writes of payments, by rules of its own, which events must be recorded: the instant of each by its id. */
export class EventRecount {
  readonly events = new Map<string, string>();

  /** One write of a payment. */
  add(before: StoredRow | undefined, after: StoredRow): void {
    const isNew = before === undefined || before.generation !== after.generation;
    const known = isNew ? undefined : before;
    const happened = (kind: string, at: string | undefined) => this.#add(after, kind, String(after.generation), at);
    if (isNew) happened('payment.begun', after.created_at);
    const decision = decisionIn(after);
    if (after.outcome?.status === 'pending' && known?.outcome === undefined) {
      happened('payment.pending', after.created_at);
    }
    if (decision !== undefined && (known === undefined || decisionIn(known) === undefined)) {
      const isApproved = decision.status === 'authorized';
      happened(kindOf(decision), isApproved ? (after.authorized_at ?? after.settled_at) : after.settled_at);
    }
    if (known?.status !== after.status) {
      if (after.status === 'completed' && decision?.status === 'authorized')
        happened('payment.captured', after.closed_at);
      if (after.status === 'cancelled') happened('payment.cancelled', after.closed_at);
    }
    for (const [id, refund] of Object.entries(after.refunds)) this.#refund(after, id, known?.refunds[id], refund);
    if (isWhole(after) && !isWhole(known)) happened('payment.refunded', lastRefund(after));
    this.#disputes(after, known);
  }

  /**
   * One look may find several disputes: all are opened before any of them is closed, and those of one kind are in the order
   * of their instants.
   */
  #disputes(after: StoredRow, known: StoredRow | undefined): void {
    const disputes = Object.entries(after.disputes ?? {}).filter(([, { escalated }]) => escalated);
    const news = disputes.flatMap(([id, { status, opened_at = '', closed_at = '' }]) => {
      const before = known?.disputes?.[id];
      const isClosed = (status === 'won' || status === 'lost') && before?.status !== status;
      return [
        ...(before?.escalated ? [] : [{ rank: 0, kind: 'opened', at: opened_at, id }]),
        ...(isClosed ? [{ rank: status === 'won' ? 1 : 2, kind: status, at: closed_at, id }] : []),
      ];
    });
    const position = ({ rank, at, id }: (typeof news)[number]) => `${rank}${at}#${id}`;
    for (const { kind, at, id } of news.sort((one, other) => (position(one) < position(other) ? -1 : 1))) {
      this.#add(after, `dispute.${kind}`, id, at);
    }
  }

  #refund(row: StoredRow, id: string, before: RefundRow | undefined, after: RefundRow): void {
    if (before?.status === after.status) return;
    if (after.status === 'reversed') this.#add(row, 'refund.reversed', id, after.reversed_at);
    if (after.status === 'failed') this.#add(row, 'refund.failed', id, after.settled_at);
    const succeeded = after.status === 'completed' || (after.status === 'reversed' && before?.status !== 'completed');
    if (succeeded) this.#add(row, 'refund.completed', id, after.settled_at);
  }

  /** Only the first of two transitions of one name has an event: a payment that is refunded again, after a refund came back. */
  #add({ id }: StoredRow, kind: string, subject: string, at = ''): void {
    const event = `${id}:${kind}:${subject}`;
    if (!this.events.has(event)) this.events.set(event, at);
  }
}

function kindOf({ status, failure_code: code }: NonNullable<ReturnType<typeof decisionIn>>): string {
  const isRefused = code === 'trip_already_paid' || code === 'order_already_paid';
  return isRefused ? 'payment.refused' : `payment.${status}`;
}

const isWhole = (row: StoredRow | undefined): boolean =>
  row?.status === 'completed' && row.refunded_minor === (decisionIn(row)?.captured_minor ?? row.amount_minor);

function lastRefund({ refunds }: StoredRow): string | undefined {
  const completed = Object.values(refunds).filter(({ status }) => status === 'completed');
  return completed.map(({ settled_at: at = '' }) => at).reduce((last, at) => (at > last ? at : last), '');
}
