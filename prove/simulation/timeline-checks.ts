import { handler as getTimeline } from '../../functions/payments/get-payment-timeline.ts';
import { context, proxyEvent } from '../../test/support/event.ts';
import { paymentsTable, webhooksTable } from '../../test/support/world.ts';
import { EventRecount } from './event-recount.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedLambda } from './lambda.ts';
import { decisionIn, isPayment, type LeaseRow, rowOf, type StoredRow } from './rows.ts';
import type { SimulatedStore, SimulatedWrite } from './store.ts';
import type { Trace } from './trace.ts';
import { builtIn, busId } from './webhook-endpoints.ts';

type Known = Readonly<{ violations: Violations; lambda: SimulatedLambda; store: SimulatedStore; trace: Trace }>;

type Entry = Readonly<{
  type: string;
  attempt: number | null;
  refund_id: string | null;
  dispute_id: string | null;
  by: Readonly<{ request_id: string; correlation_id: string | null }> | null;
  event_id: string | null;
  details: Readonly<{ answer?: string; endpoint_id?: string; attempts?: number }>;
}>;

/** Compares the timeline of each payment, as its function tells it, with the writes that brought the payment about. */
export class TimelineChecks {
  readonly #known: Known;
  readonly #recount = new EventRecount();
  readonly #happened = new Map<string, string[]>();

  constructor(known: Known) {
    this.#known = known;
  }

  /** `invocation`: what the function that sent the write is known by. */
  written({ id, before, after }: SimulatedWrite, invocation: string | undefined): void {
    const [old, now] = [rowOf(before), rowOf(after)];
    if (now === undefined) return;
    const known = this.#recount.events.size;
    this.#recount.add(old, now);
    const events = [...this.#recount.events.keys()].slice(known).map((event) => event.slice(id.length + 1));
    // Nobody's name is on a write without a lease.
    const by = isByLease(old, now) ? invocation : undefined;
    const entries = [...stepsOf(old, now), ...events].map((what) => `${what} by ${by ?? 'nobody'}`);
    this.#happened.set(id, [...(this.#happened.get(id) ?? []), ...entries]);
  }

  /** Once everything is told. */
  async finish(): Promise<void> {
    for (const item of this.#known.store.items(paymentsTable)) {
      if (isPayment(String(item.id))) await this.#compare(rowOf(item) as StoredRow);
    }
  }

  async #compare(row: StoredRow): Promise<void> {
    const { violations, trace } = this.#known;
    const { entries, unread } = await this.#read(row.id);
    const told = entries.filter(({ type }) => !/^(processor|delivery)\./.test(type)).map(asText);
    const happened = this.#happened.get(row.id) ?? [];
    trace.add('timeline', () => `${row.id}: ${told.join(', ')}`);
    violations.require(
      told.join('\n') === happened.join('\n'),
      'the timeline tells what happened',
      () => `${row.id} is told as ${told.join(', ')}; what happened is ${happened.join(', ')}`,
    );
    const answers = entries.flatMap(({ type, details }) => (type === 'processor.answered' ? [details.answer] : []));
    const wanted = answersIn(row);
    violations.require(
      answers.join() === wanted.join(),
      'the timeline tells what happened',
      () => `${row.id}: the processor answered ${answers.join()}, not ${wanted.join()}`,
    );
    // A timeline reads the deliveries of so many events, and says of how many it read none: the oldest.
    const toldDeliveries = deliveriesIn(entries);
    const all = this.#storedDeliveries(row.id);
    const read = new Set(toldDeliveries.map(eventOf));
    const leftOut = new Set(all.map(eventOf).filter((event) => !read.has(event)));
    const stored = leftOut.size <= unread ? all.filter((one) => read.has(eventOf(one))) : all;
    violations.require(
      toldDeliveries.join() === stored.join(),
      'the timeline tells what happened',
      () => `${row.id} is told to be delivered as ${toldDeliveries.join()}; stored is ${stored.join()}`,
    );
  }

  /** Deliveries to the endpoints that there are; those to deleted ones are nobody's. */
  #storedDeliveries(paymentId: string): readonly string[] {
    const items = this.#known.store.items(webhooksTable);
    const endpoints = items.filter(({ id, deleted_at }) => id === 'endpoint' && deleted_at === undefined);
    const known = new Set([builtIn, busId, ...endpoints.map(({ sort }) => String(sort))]);
    return items
      .filter(({ id, event_id: event }) => {
        const [kind, endpoint = ''] = String(id).split('#');
        return kind === 'deliveries' && known.has(endpoint) && String(event).startsWith(`${paymentId}:`);
      })
      .map(
        ({ id, event_id, status, attempts }) => `${event_id} to ${String(id).slice(11)}: ${status} after ${attempts}`,
      )
      .sort();
  }

  async #read(id: string): Promise<Readonly<{ entries: readonly Entry[]; unread: number }>> {
    const { answer } = await this.#known.lambda.invoke('get-payment-timeline', ({ io }) =>
      getTimeline.with(io, io.overrides)(proxyEvent(`GET /v1/payments/${id}/timeline`), context),
    );
    type Answer = Readonly<{ entries?: readonly Entry[]; events_without_deliveries?: number }>;
    const { entries = [], events_without_deliveries: unread = 0 }: Answer = JSON.parse(answer?.body ?? '{}');
    return { entries, unread };
  }
}

const asText = ({ type, attempt, refund_id: refund, dispute_id: dispute, by }: Entry): string =>
  `${type}:${attempt ?? refund ?? dispute} by ${by?.correlation_id ?? by?.request_id ?? 'nobody'}`;

/** The event of a delivery as this file writes it. */
const eventOf = (delivery: string): string => delivery.replace(/ to .*/, '');

const deliveriesIn = (entries: readonly Entry[]): readonly string[] =>
  entries
    .filter(({ type }) => type.startsWith('delivery.'))
    .map(
      ({ type, event_id, details: { endpoint_id, attempts } }) =>
        `${event_id} to ${endpoint_id}: ${type.slice('delivery.'.length)} after ${attempts}`,
    )
    .sort();

/** Leases by the id of what they are for. */
const leasesIn = (row: StoredRow | undefined): ReadonlyMap<string, LeaseRow> => {
  const leases = [
    // A refused capture leaves its lease behind, and nobody works under it.
    ['', row?.status === 'authorized' && row.closing === undefined ? undefined : row?.lease],
    ...Object.entries(row?.refunds ?? {}).map(([id, { lease }]) => [id, lease]),
  ] as const;
  return new Map(leases.filter((entry): entry is [string, LeaseRow] => entry[1] !== undefined));
};

function isByLease(before: StoredRow | undefined, after: StoredRow): boolean {
  const [old, now] = [leasesIn(before), leasesIn(after)];
  const ids = new Set([...old.keys(), ...now.keys()]);
  return [...ids].some((id) => old.get(id)?.owner !== now.get(id)?.owner);
}

/** The steps of one write, besides its events. */
function stepsOf(before: StoredRow | undefined, after: StoredRow): readonly string[] {
  if (before === undefined) return [];
  const steps: string[] = [];
  const now = leasesIn(after);
  for (const [id, { owner }] of leasesIn(before)) {
    const next = now.get(id);
    if (next === undefined || next.owner === owner) continue;
    const what = id !== '' ? 'refund' : before.status === 'authorized' ? 'closing' : 'payment';
    steps.push(`${what}.taken_over:${id === '' ? after.generation : id}`);
  }
  const attempt = after.generation;
  if (before.generation === attempt && after.fencing && !before.fencing) steps.push(`payment.fencing:${attempt}`);
  if (before.closing && !after.closing) steps.push(`closing.abandoned:${attempt}`);
  for (const [id, { status }] of Object.entries(after.refunds)) {
    const was = before.refunds[id]?.status;
    if (was === undefined && status === 'processing') steps.push(`refund.begun:${id}`);
    else if (was !== status && status === 'pending') steps.push(`refund.pending:${id}`);
  }
  return steps;
}

/** The processor's answers that a payment keeps. */
function answersIn(row: StoredRow): readonly string[] {
  const decision = decisionIn(row);
  const isRefused = /^(trip|order)_already_paid$/.test(decision?.failure_code ?? '');
  const first = row.outcome?.status === 'pending' ? ['pending'] : [];
  return decision === undefined || isRefused ? first : [...first, decision.status];
}
