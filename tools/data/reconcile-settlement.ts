import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { breaksAfterCorrections, breaksIn, oldestFirst } from '../../src/domain/breaks.ts';
import { expectedOf } from '../../src/domain/expected-rows.ts';
import { reconcile } from '../../src/domain/reconciliation.ts';
import { outcomesOf, type Reconciliation } from '../../src/domain/reconciliation-result.ts';
import type { ExpectedRow, SettlementRow } from '../../src/domain/settlement.ts';
import { entriesOf } from '../../src/domain/settlement-entries.ts';
import { isEventItem, recordedEventOf } from '../../src/store/event-item.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { entryItemOf, journalEntryOf } from '../../src/store/journal-item.ts';
import {
  hasContentOf,
  resolvedKey,
  resolvedKeys,
  rowCopiesOf,
  settlementItemOf,
  settlementKey,
  settlementRowOf,
} from '../../src/store/settlement-item.ts';
import { eventTableItems } from './ledger-items.ts';
import { missingPayouts } from './missing-payouts.ts';
import { requireOpenDay } from './open-day.ts';
import { type Ledger, putIfAbsent, writeEntry } from './write-entries.ts';

export type ReconcileOptions = Ledger &
  Readonly<{ processor: string; indexShards: number; missingAfterDays: number; now: number }>;

/** The result for all that was ever reported. */
export type WholeReconciliation = Reconciliation & Readonly<{ missingPayouts: readonly string[] }>;

const writesAtOnce = 16;

/**
 * Keeps the rows of a report, compares all rows that were ever kept with all events, and posts fees and payouts. What it writes
 * follows from the set of rows, not from their order or from how often or in how many files they came; so an interrupted run is
 * completed by the next one.
 */
export async function reconcileReport(
  rows: readonly SettlementRow[],
  options: ReconcileOptions,
): Promise<WholeReconciliation> {
  const { processor, now } = options;
  await requireOpenDay(now, options);
  let stored = 0;
  const changed: string[] = [];
  await inLanes(rows, async (row) => {
    const wanted = settlementItemOf(processor, row);
    const known = await putIfAbsent(wanted, options);
    if (known === undefined) stored++;
    else if (!hasContentOf(known, wanted)) changed.push(row.id);
  });
  const { expected, kept, entries, resolved, keys } = await stateOf(options);
  await keepKeys({ kept, resolved, keys }, options);
  const findings = reconcile(kept, expected, options);
  const missing = findings.flatMap((finding) => entriesOf(finding, options)).filter(({ id }) => !entries.has(id));
  let posted = 0;
  await inLanes(missing, async (entry) => {
    const written = await writeEntry(entryItemOf(entry, options.indexShards), entry.lines, options);
    if (written === 'written') posted++;
  });
  const isResolved = (id: string) => resolvedKeys(id, processor).some((key) => resolved.has(keyOf(key)));
  const after = breaksAfterCorrections(findings, now).filter(({ ifResolved }) => isResolved(ifResolved));
  return {
    rows: { stored, known: rows.length - stored - changed.length },
    changed: changed.toSorted((one, other) => (one < other ? -1 : 1)),
    posted,
    outcomes: outcomesOf(findings),
    breaks: [...breaksIn(findings, now), ...after.map((one) => one.break)]
      .sort(oldestFirst)
      .filter(({ id }) => !isResolved(id)),
    missingPayouts: missingPayouts(kept, options),
  };
}

/** A row that an earlier report had. */
export async function keptRow(
  processor: string,
  id: string,
  { client, tables }: Ledger,
): Promise<SettlementRow | undefined> {
  const Key = marshalled(settlementKey(processor, id));
  const { Item } = await client.send(new GetItemCommand({ TableName: tables.events, Key, ConsistentRead: true }));
  return Item && settlementRowOf(processor, unmarshalled(Item));
}

type SettlementState = Readonly<{
  expected: readonly ExpectedRow[];
  kept: readonly SettlementRow[];
  entries: ReadonlySet<string>;
  /** Markers of resolved breaks, by their keys. */
  resolved: ReadonlyMap<string, Item>;
  /** Keys of the items by which a request finds rows and resolved breaks. */
  keys: ReadonlySet<string>;
}>;

async function stateOf({ client, tables, processor }: ReconcileOptions): Promise<SettlementState> {
  const [expected, kept]: [ExpectedRow[], SettlementRow[]] = [[], []];
  const [entries, resolved, keys] = [new Set<string>(), new Map<string, Item>(), new Set<string>()];
  for await (const item of eventTableItems(client, tables.events)) {
    const row = settlementRowOf(processor, item);
    if (row !== undefined) kept.push(row);
    if (isFoundByKey(item)) keys.add(keyOf(item));
    const wanted = isEventItem(item) ? expectedOf(recordedEventOf(item), processor) : undefined;
    if (wanted !== undefined) expected.push(wanted);
    const entry = isEventItem(item) ? undefined : journalEntryOf(item);
    if (entry !== undefined) entries.add(entry.id);
    if (entry?.resolves === undefined) continue;
    const marker = resolvedKey(entry.resolves, entry.processor);
    resolved.set(keyOf(marker), marker);
  }
  return { expected, kept, entries, resolved, keys };
}

const keyOf = ({ id, sort }: Item): string => `${id} ${sort}`;
const isFoundByKey = ({ id }: Item): boolean => /^(rows|resolved)#/.test(String(id));

/** Writes the items by which a request finds rows and resolved breaks, for what was kept or posted without. */
async function keepKeys(
  { kept, resolved, keys }: Pick<SettlementState, 'kept' | 'resolved' | 'keys'>,
  options: ReconcileOptions,
): Promise<void> {
  const copies = kept.flatMap((row) => rowCopiesOf(options.processor, row));
  const missing = [...copies, ...resolved.values()].filter((item) => !keys.has(keyOf(item)));
  await inLanes(missing, async (item) => {
    await putIfAbsent(item, options);
  });
}

async function inLanes<Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> {
  const left = values.values();
  const lane = async (): Promise<void> => {
    for (const value of left) await work(value);
  };
  await Promise.all(Array.from({ length: writesAtOnce }, lane));
}
