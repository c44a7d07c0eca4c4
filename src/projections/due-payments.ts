import type { Payment } from '../domain/payment.ts';
import type { Change } from './change.ts';

type Due = Readonly<{ id: string; dueAt: string }>;

/** Changes of the due list by a batch of the stream: rows to keep, and rows to delete. */
export type DueRows = Readonly<{ due: readonly Due[]; past: readonly Due[] }>;

export function dueRowsOf(changes: readonly Change[]): DueRows {
  const moved = changes.filter(({ before, after }) => before?.dueAt !== after.dueAt);
  const last = new Map(changes.map(({ after }) => [after.id, after]));
  return {
    due: [...last.values()].flatMap(dueOf),
    past: moved
      .flatMap(({ before }) => (before === undefined ? [] : dueOf(before)))
      .filter((row) => !isStill(row, last)),
  };
}

const dueOf = ({ id, dueAt }: Payment): readonly Due[] => (dueAt === undefined ? [] : [{ id, dueAt }]);

const isStill = ({ id, dueAt }: Due, last: ReadonlyMap<string, Payment>) => last.get(id)?.dueAt === dueAt;
