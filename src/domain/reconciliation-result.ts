import type { Break } from './breaks.ts';
import type { Finding } from './reconciliation.ts';

/** The result of a report. */
export type Reconciliation = Readonly<{
  rows: Readonly<{ stored: number; known: number }>;
  /** Ids of rows that were uploaded before with another content, which is kept. */
  changed: readonly string[];
  /** Number of ledger entries that were posted now. */
  posted: number;
  outcomes: Outcomes;
  breaks: readonly Break[];
}>;

export type Outcomes = Readonly<Partial<Record<Finding['outcome'], number>>>;

/** Numbers of findings by outcome, in the order of their names. */
export const outcomesOf = (findings: readonly Finding[]): Outcomes =>
  Object.fromEntries(
    [...Map.groupBy(findings, ({ outcome }) => outcome)]
      .map(([outcome, { length }]) => [outcome, length] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
