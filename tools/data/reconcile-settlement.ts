import type { JournalEntry } from '../../src/domain/ledger.ts';
import { type Break, breaksIn, type Finding, reconcile } from '../../src/domain/reconciliation.ts';
import { eventId } from '../../src/domain/recorded-event.ts';
import { canonicalJson } from '../../src/domain/seal.ts';
import {
  type ExpectedRow,
  entryIdOfRow,
  expectedRow,
  linesOfRow,
  type SettlementRow,
} from '../../src/domain/settlement.ts';
import { isEventItem, recordedEventOf } from '../../src/store/event-item.ts';
import type { Item } from '../../src/store/item.ts';
import { entryItemOf, journalEntryOf } from '../../src/store/journal-item.ts';
import { eventTableItems } from './ledger-items.ts';
import { settlementItemOf, settlementRowOf } from './settlement-items.ts';
import { type Ledger, putIfAbsent, writeEntry } from './write-entries.ts';

export type ReconcileOptions = Ledger &
  Readonly<{ processor: string; indexShards: number; missingAfterDays: number; now: number }>;

export type Reconciliation = Readonly<{
  rows: Readonly<{ stored: number; known: number }>;
  /** Ids of rows that were uploaded before with another content, which is kept. */
  changed: readonly string[];
  posted: number;
  outcomes: Readonly<Partial<Record<Finding['outcome'], number>>>;
  breaks: readonly Break[];
}>;

const writesAtOnce = 16;

/**
 * Keeps the rows of a report, compares all rows that were ever kept with all events, and posts fees and payouts. What it writes
 * follows from the set of rows, not from their order or from how often or in how many files they came; so an interrupted run is
 * completed by the next one.
 */
export async function reconcileReport(
  rows: readonly SettlementRow[],
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const { processor, now } = options;
  let stored = 0;
  const changed: string[] = [];
  await inLanes(rows, async (row) => {
    const wanted = settlementItemOf(processor, row);
    const known = await putIfAbsent(wanted, options);
    if (known === undefined) stored++;
    else if (canonicalJson(known) !== canonicalJson(wanted)) changed.push(row.id);
  });
  const { expected, kept, entries, resolved } = await stateOf(options);
  const findings = reconcile(kept, expected, options);
  const missing = findings.flatMap((finding) => entriesOf(finding, options)).filter(({ id }) => !entries.has(id));
  let posted = 0;
  await inLanes(missing, async (entry) => {
    const written = await writeEntry(entryItemOf(entry, options.indexShards), entry.lines, options);
    if (written === 'written') posted++;
  });
  return {
    rows: { stored, known: rows.length - stored - changed.length },
    changed: changed.toSorted((one, other) => (one < other ? -1 : 1)),
    posted,
    outcomes: Object.fromEntries(
      [...Map.groupBy(findings, ({ outcome }) => outcome)]
        .map(([outcome, { length }]) => [outcome, length] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
    breaks: breaksIn(findings, now).filter(({ id }) => !resolved.has(id)),
  };
}

type SettlementState = Readonly<{
  expected: readonly ExpectedRow[];
  kept: readonly SettlementRow[];
  entries: ReadonlySet<string>;
  resolved: ReadonlySet<string>;
}>;

async function stateOf({ client, tables, processor }: ReconcileOptions): Promise<SettlementState> {
  const [expected, kept]: [ExpectedRow[], SettlementRow[]] = [[], []];
  const [entries, resolved] = [new Set<string>(), new Set<string>()];
  for await (const item of eventTableItems(client, tables.events)) {
    const row = settlementRowOf(processor, item);
    if (row !== undefined) kept.push(row);
    const wanted = expectedIn(item, processor);
    if (wanted !== undefined) expected.push(wanted);
    const entry = isEventItem(item) ? undefined : journalEntryOf(item);
    if (entry !== undefined) entries.add(entry.id);
    if (entry?.resolves !== undefined) resolved.add(entry.resolves);
  }
  return { expected, kept, entries, resolved };
}

/** The row that an event at this processor lets us expect in its report. */
function expectedIn(item: Item, processor: string): ExpectedRow | undefined {
  if (!isEventItem(item)) return undefined;
  const event = recordedEventOf(item);
  if (event.processor !== processor) return undefined;
  const { data = {} } = JSON.parse(event.body) as { data?: { reference?: string | null; refund_id?: string | null } };
  const { reference, refund_id: refundId } = data;
  const { type, at, lines } = event;
  return expectedRow({
    id: eventId(event),
    type,
    at,
    lines,
    reference: reference ?? undefined,
    refundId: refundId ?? undefined,
  });
}

/** The entry of a row: what only the report tells, once we know what the row is about. */
function entriesOf({ row, expected, outcome }: Finding, { processor, now }: ReconcileOptions): JournalEntry[] {
  if (row === undefined || outcome === 'unknown_to_us') return [];
  const lines = linesOfRow(row, expected?.fee !== undefined);
  if (lines.length === 0) return [];
  const postedAt = new Date(now).toISOString();
  const id = entryIdOfRow(processor, row.id);
  return [
    {
      id,
      type: 'settlement',
      at: row.at,
      postedAt,
      paymentId: undefined,
      lines,
      reason: undefined,
      resolves: undefined,
    },
  ];
}

async function inLanes<Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> {
  const left = values.values();
  const lane = async (): Promise<void> => {
    for (const value of left) await work(value);
  };
  await Promise.all(Array.from({ length: writesAtOnce }, lane));
}
