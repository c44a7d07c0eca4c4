import { type Break, breaksAfterCorrections, breaksIn, oldestFirst } from '../domain/breaks.ts';
import { type Finding, reconcile } from '../domain/reconciliation.ts';
import { outcomesOf, type Reconciliation } from '../domain/reconciliation-result.ts';
import type { SettlementRow } from '../domain/settlement.ts';
import { entriesOf } from '../domain/settlement-entries.ts';
import type { Io } from '../runtime/io.ts';
import type { Journal } from '../store/journal.ts';
import type { SettlementRows } from '../store/settlement-rows.ts';
import { each, type RelatedServices, relatedTo } from './related-rows.ts';

export type ReconciliationServices = RelatedServices &
  Readonly<{ settlementRows: SettlementRows; io: Pick<Io, 'now'> }>;

type ReportSource = Readonly<{ processor: string; missingAfterDays: number }>;

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
  const findings = await findingsAbout({ rows: kept.map(({ row }) => row), at: [] }, report, services);
  const entries = findings.flatMap((finding) => entriesOf(finding, { processor, now: io.now() }));
  const posted = await journal.postAll(entries);
  const count = (was: string) => kept.filter((one) => one.was === was).length;
  return {
    rows: { stored: count('new'), known: count('known') },
    changed: [...new Set(kept.filter(({ was }) => was === 'changed').map(({ row }) => row.id))].sort(),
    posted,
    outcomes: outcomesOf(findings),
    breaks: await openBreaks(findings, processor, services),
  };
}

/** The open breaks of one reference. */
export async function breaksOf(
  reference: string,
  report: ReportSource,
  services: ReconciliationServices,
): Promise<readonly Break[]> {
  const at = [{ by: 'reference', value: reference }] as const;
  return openBreaks(await findingsAbout({ rows: [], at }, report, services), report.processor, services);
}

async function findingsAbout(
  about: Parameters<typeof relatedTo>[0],
  { processor, missingAfterDays }: ReportSource,
  services: ReconciliationServices,
): Promise<readonly Finding[]> {
  const { rows, expected } = await relatedTo(about, processor, services);
  return reconcile(rows, expected, { now: services.io.now(), missingAfterDays });
}

async function openBreaks(
  findings: readonly Finding[],
  processor: string,
  services: ReconciliationServices,
): Promise<readonly Break[]> {
  const now = services.io.now();
  const isResolved = (id: string) => services.settlementRows.isResolved(processor, id);
  const conditional = breaksAfterCorrections(findings, now);
  const after = await filtered(conditional, ({ ifResolved }) => isResolved(ifResolved));
  const breaks = [...breaksIn(findings, now), ...after.map((one) => one.break)].sort(oldestFirst);
  return filtered(breaks, async ({ id }) => !(await isResolved(id)));
}

async function filtered<Value>(
  values: readonly Value[],
  isKept: (value: Value) => Promise<boolean>,
): Promise<readonly Value[]> {
  const flags = await each(values, isKept);
  return values.filter((_, index) => flags[index]);
}
