import type { Dispute, ObservedDispute } from '../../src/domain/dispute.ts';
import type { Random } from '../../test/support/random.ts';
import type { Bank } from './bank.ts';
import type { Manners } from './manners.ts';
import type { Opened } from './opened-intents.ts';

const minute = 60_000;
const day = 86_400_000;

/** Names of a bank's events of disputes. Funds come and go for other reasons, too: a name says nothing of the end. */
export type DisputeNews = 'created' | 'updated' | 'closed' | 'funds_reinstated';

/** A dispute with all that it was, the newest last. */
type Disputed = { readonly opened: Opened; readonly history: ObservedDispute[] };

/** Disputes of captured payments: opened, won and lost when their customers' banks please, and now and then read as they were before. */
export class DisputeDesk {
  readonly #bank: Bank;
  readonly #random: Random | undefined;
  readonly #percentage: number;
  readonly #stale: number;
  readonly #all: Disputed[] = [];
  /** When the last of them is decided. */
  quietAt = 0;
  onNews: (opened: Opened, dispute: ObservedDispute, news: DisputeNews) => void = () => undefined;

  constructor(bank: Bank, name: string, { openIsLocal, disputes, staleReads }: Manners) {
    this.#bank = bank;
    // A processor that is never asked for its intents is not asked for their disputes.
    const has = !openIsLocal && disputes !== 0;
    this.#random = has ? bank.chanceOf(`disputes at ${name}`) : undefined;
    this.#percentage = disputes ?? this.#random?.pick([0, 0, 40]) ?? 0;
    this.#stale = staleReads ?? this.#random?.pick([0, 40]) ?? 0;
  }

  /** By intent: how each stands. */
  standings = (): ReadonlyMap<string, readonly ObservedDispute[]> =>
    Map.groupBy(this.#all.map(current), (one) => one.id.split('-', 1).join());

  /** Whether the bank gives nothing back, because the customer has the money, or may get it. */
  blocksRefunds = (paymentId: string): boolean =>
    this.#of(paymentId).some((one) => current(one).status === 'open' || current(one).status === 'lost');

  /** As an adapter reads them. A replica that lags shows a dispute as it was before, or not yet. */
  observe(intentId: string): readonly ObservedDispute[] {
    const { faults } = this.#bank.services;
    return this.#all
      .filter(({ opened }) => opened.intent.id === intentId)
      .flatMap(({ history }) => {
        const isStale = !faults.quiet && (this.#random?.whole(100) ?? 100) < this.#stale;
        return history.slice(isStale ? -2 : -1, isStale ? -1 : undefined);
      });
  }

  /** Money was taken: its customer may dispute that, twice in the worst case. */
  captured(opened: Opened): void {
    if (this.#percentage === 0) return;
    const random = this.#bank.chanceOf(`disputes of ${opened.intent.id}`);
    for (let number = 1; number <= 2; number++) {
      if (random.whole(100) >= this.#percentage) return;
      this.#plan(opened, `${opened.intent.id}-d${number}`, random);
    }
  }

  /** Everything about it is drawn at once, so that it does not depend on who asks for what in between. */
  #plan(opened: Opened, id: string, random: Random): void {
    const { timeline } = this.#bank.services;
    const inquires = random.whole(4) === 0;
    const escalates = !inquires || random.whole(2) === 0;
    const end = random.pick(['won', 'lost'] as const);
    const isReversed = this.#stale === 0 && end === 'lost' && random.whole(3) === 0;
    const part = random.whole(3);
    const pause = () => 1 + random.whole(random.pick([2 * minute, 3 * day]));
    let at = pause();
    const then = (act: () => void) => {
      timeline.after(at, act);
      this.quietAt = Math.max(this.quietAt, timeline.now() + at);
      at += pause();
    };
    let disputed: Disputed | undefined;
    const begin = (status: 'inquiry' | 'open') => {
      disputed = this.#begin(opened, id, { status, part });
    };
    if (inquires) then(() => begin('inquiry'));
    if (escalates) then(() => (inquires ? disputed && this.#escalate(disputed) : begin('open')));
    then(() => disputed && this.#become(disputed, current(disputed).escalated ? end : 'won', 'closed'));
    if (isReversed)
      then(() => disputed && current(disputed).status === 'lost' && this.#become(disputed, 'won', 'updated'));
    // A fee that is given back, a correction: funds are reinstated, and the dispute stays as it is.
    if (random.whole(2) === 0) then(() => disputed && this.onNews(opened, current(disputed), 'funds_reinstated'));
  }

  /** Disputes what is left of a payment; undefined if nothing is. */
  #begin(
    opened: Opened,
    id: string,
    { status, part }: Readonly<{ status: 'inquiry' | 'open'; part: number }>,
  ): Disputed | undefined {
    const { timeline } = this.#bank.services;
    const left = opened.captured - this.gone(opened.charge.paymentId);
    const minor = part === 0 ? left / 2n : left;
    if (minor <= 0n) return undefined;
    const first: ObservedDispute = {
      id,
      status,
      amount: { minor, currency: opened.charge.amount.currency },
      reason: 'fraudulent',
      evidenceDueBy: undefined,
      openedAt: new Date(timeline.now()).toISOString(),
      escalated: status === 'open',
      closedAt: undefined,
    };
    const disputed: Disputed = { opened, history: [first] };
    this.#all.push(disputed);
    if (status === 'open') this.#move(disputed, 'dispute');
    this.onNews(opened, first, 'created');
    return disputed;
  }

  /** An inquiry about money that was given back meanwhile comes to nothing. */
  #escalate(disputed: Disputed): void {
    const { opened, history } = disputed;
    const before = current(disputed);
    const left = opened.captured - this.gone(opened.charge.paymentId) + before.amount.minor;
    const minor = left < before.amount.minor ? left : before.amount.minor;
    if (minor <= 0n) return;
    history.push({ ...before, amount: { ...before.amount, minor } });
    this.#become(disputed, 'open', 'updated');
  }

  #become(disputed: Disputed, status: Dispute['status'], news: DisputeNews): void {
    const before = current(disputed);
    disputed.history.push({ ...before, status, escalated: before.escalated || status === 'open' });
    if (status === 'open') this.#move(disputed, 'dispute');
    if (status === 'won' && before.escalated) this.#move(disputed, 'reinstate');
    this.onNews(disputed.opened, current(disputed), news);
  }

  #move({ opened, history }: Disputed, kind: 'dispute' | 'reinstate'): void {
    const { id, amount } = current({ opened, history });
    this.#bank.move(
      { kind, key: id, amount: amount.minor, paymentId: opened.charge.paymentId, process: undefined },
      true,
    );
  }

  /** Money that is not there to be disputed or given back: gone already, or disputed. */
  gone(paymentId: string): bigint {
    const sign = { refund: 1n, reversal: -1n } as const;
    const back = this.#bank.books
      .filter(({ paymentId: of, done }) => done && of === paymentId)
      .reduce(
        (sum, { kind, amount }) => sum + (kind === 'refund' || kind === 'reversal' ? sign[kind] * amount : 0n),
        0n,
      );
    const held = this.#of(paymentId)
      .map(current)
      .filter(({ status }) => status !== 'won');
    return held.reduce((sum, { amount }) => sum + amount.minor, back);
  }

  readonly #of = (paymentId: string): Disputed[] =>
    this.#all.filter(({ opened }) => opened.charge.paymentId === paymentId);
}

function current({ history }: Disputed): ObservedDispute {
  const last = history.at(-1);
  if (last === undefined) throw new Error('a dispute without a history');
  return last;
}
