import { type Break, breaksIn } from '../domain/breaks.ts';
import { expectedOf } from '../domain/expected-rows.ts';
import { type Finding, reconcile } from '../domain/reconciliation.ts';
import { outcomesOf, type Reconciliation } from '../domain/reconciliation-result.ts';
import type { ExpectedRow, SettlementRow } from '../domain/settlement.ts';
import { entriesOf } from '../domain/settlement-entries.ts';
import type { Io } from '../runtime/io.ts';
import type { Events } from '../store/events.ts';
import type { Journal } from '../store/journal.ts';
import type { Places } from '../store/places.ts';
import { placeOfRow, type RowPlace } from '../store/settlement-item.ts';
import type { SettlementRows } from '../store/settlement-rows.ts';

export type ReconciliationServices = Readonly<{
  settlementRows: SettlementRows;
  events: Pick<Events, 'ofPayment'>;
  places: Pick<Places, 'rowsAt' | 'paymentOfRefund'>;
  io: Pick<Io, 'now'>;
}>;

type ReportSource = Readonly<{ processor: string; missingAfterDays: number }>;

const atOnce = 25;
/** Payments with one reference. A processor gives each payment its own. */
const mostOfReference = 10;

/**
 * Keeps the rows of a report, compares them and all that was ever reported about the same payments with the events of these
 * payments, and posts fees and payouts. What it writes follows from the set of rows, as that of `npm run reconcile` does.
 */
export async function reconcileReport(
  rows: readonly SettlementRow[],
  report: ReportSource,
  services: ReconciliationServices & Readonly<{ journal: Pick<Journal, 'postAll'> }>,
): Promise<Reconciliation> {
  const { settlementRows, journal, io } = services;
  const { processor } = report;
  const kept = await each(rows, (row) => settlementRows.keep(processor, row));
  const findings = await findingsOf(
    kept.map(({ row }) => row),
    report,
    services,
  );
  const entries = findings.flatMap((finding) => entriesOf(finding, { processor, now: io.now() }));
  const posted = await journal.postAll(entries);
  const count = (was: string) => kept.filter((one) => one.was === was).length;
  return {
    rows: { stored: count('new'), known: count('known') },
    changed: [...new Set(kept.filter(({ was }) => was === 'changed').map(({ row }) => row.id))].sort(),
    posted,
    outcomes: outcomesOf(findings),
    breaks: await openBreaks(findings, services),
  };
}

/** The open breaks of one reference. */
export async function breaksOf(
  reference: string,
  report: ReportSource,
  services: ReconciliationServices,
): Promise<readonly Break[]> {
  const rows = await services.settlementRows.at(report.processor, { by: 'reference', value: reference });
  return openBreaks(await findingsAt(new Set([reference]), rows, report, services), services);
}

async function openBreaks(findings: readonly Finding[], services: ReconciliationServices): Promise<readonly Break[]> {
  const { settlementRows, io } = services;
  const breaks = breaksIn(findings, io.now());
  const isResolved = await each(breaks, ({ id }) => settlementRows.isResolved(id));
  return breaks.filter((_, index) => !isResolved[index]);
}

/** Findings for rows, and for everything else that was reported or is expected about their payments. */
async function findingsOf(
  rows: readonly SettlementRow[],
  report: ReportSource,
  services: ReconciliationServices,
): Promise<readonly Finding[]> {
  const references = new Set(rows.flatMap(({ reference }) => (reference === undefined ? [] : [reference])));
  const refunds = distinct(rows.map(placeOfRow)).filter(({ by }) => by === 'refund');
  const ofRefunds = await each(refunds, ({ value }) => referenceOfRefund(value, report, services));
  for (const reference of ofRefunds) if (reference !== undefined) references.add(reference);
  return findingsAt(references, rows, report, services);
}

async function referenceOfRefund(
  refundId: string,
  { processor }: ReportSource,
  { places, events }: ReconciliationServices,
): Promise<string | undefined> {
  const paymentId = await places.paymentOfRefund(refundId);
  if (paymentId === undefined) return undefined;
  const recorded = await events.ofPayment(paymentId);
  return recorded.map((event) => expectedOf(event, processor)).find((one) => one?.refundId === refundId)?.reference;
}

/** All rows and expectations of some references, with `rows`, which may have none. */
async function findingsAt(
  references: ReadonlySet<string>,
  rows: readonly SettlementRow[],
  { processor, missingAfterDays }: ReportSource,
  services: ReconciliationServices,
): Promise<readonly Finding[]> {
  const { settlementRows, io } = services;
  const expected = (await each([...references], (one) => expectedAt(one, processor, services))).flat();
  const refunds = expected.flatMap(({ refundId }) => (refundId === undefined ? [] : [refundId]));
  const at = distinct([
    ...[...references].map((value) => ({ by: 'reference', value }) as const),
    ...refunds.map((value) => ({ by: 'refund', value }) as const),
  ]);
  const others = (await each(at, (place) => settlementRows.at(processor, place))).flat();
  const all = new Map([...others, ...rows].map((row) => [row.id, row]));
  return reconcile([...all.values()], expected, { now: io.now(), missingAfterDays });
}

/** The rows that the payments with a reference let us expect. */
async function expectedAt(
  reference: string,
  processor: string,
  { places, events }: ReconciliationServices,
): Promise<readonly ExpectedRow[]> {
  const ids: string[] = [];
  for await (const { paymentId } of places.rowsAt({ by: 'reference', value: reference }, undefined, mostOfReference)) {
    if (ids.push(paymentId) === mostOfReference) break;
  }
  const recorded = (await each([...new Set(ids)], (id) => events.ofPayment(id))).flat();
  const expected = recorded.map((event) => expectedOf(event, processor)).filter((one) => one !== undefined);
  return expected.filter((one) => one.reference === reference);
}

const distinct = (places: readonly (RowPlace | undefined)[]): readonly RowPlace[] => [
  ...new Map(places.flatMap((place) => (place ? [[`${place.by}#${place.value}`, place] as const] : []))).values(),
];

async function each<Value, Result>(
  values: readonly Value[],
  work: (value: Value) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < values.length; from += atOnce) {
    results.push(...(await Promise.all(values.slice(from, from + atOnce).map(work))));
  }
  return results;
}
