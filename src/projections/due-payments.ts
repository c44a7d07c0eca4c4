import type { Payment } from '../domain/payment.ts';
import type { Change } from './change.ts';

/** `sequence` is the stream record that told of it. */
type Due = Readonly<{ id: string; dueAt: string; sequence: string }>;

/** Changes of the due list by a batch of the stream: rows to keep, and rows to delete. */
export type DueRows = Readonly<{ due: readonly Due[]; past: readonly Due[] }>;

export function dueRowsOf(changes: readonly Change[]): DueRows {
  const moved = changes.filter(({ before, after }) => before?.dueAt !== after.dueAt);
  const last = new Map(changes.map((change) => [change.after.id, change]));
  return {
    due: [...last.values()].flatMap(({ after, sequence }) => dueOf(after, sequence)),
    past: moved
      .flatMap(({ before, sequence }) => (before === undefined ? [] : dueOf(before, sequence)))
      .filter((row) => !isStill(row, last)),
  };
}

const dueOf = ({ id, dueAt }: Payment, sequence: string): readonly Due[] =>
  dueAt === undefined ? [] : [{ id, dueAt, sequence }];

const isStill = ({ id, dueAt }: Due, last: ReadonlyMap<string, Change>) => last.get(id)?.after.dueAt === dueAt;
