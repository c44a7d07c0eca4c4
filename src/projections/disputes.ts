import type { ListedDispute } from '../domain/dispute-list.ts';
import type { Change } from './change.ts';

/** Rows of the list of disputes that a batch changes. `sequence` is the stream record that tells of it. */
export type DisputeRow = ListedDispute & Readonly<{ sequence: string }>;

/** Each dispute once, as the last record of the batch has it. */
export function disputeRowsOf(changes: readonly Change[]): readonly DisputeRow[] {
  const last = new Map(changes.map((change) => [change.after.id, change]));
  const first = new Map(changes.toReversed().map((change) => [change.after.id, change]));
  return [...last.values()].flatMap(({ after, sequence }) => {
    const before = first.get(after.id)?.before?.disputes ?? {};
    return Object.values(after.disputes)
      .filter((dispute) => !isSame(dispute, before[dispute.id]))
      .map((dispute) => ({ paymentId: after.id, dispute, sequence }));
  });
}

const isSame = (one: object, other: object | undefined): boolean => other !== undefined && text(one) === text(other);

const text = (value: object): string =>
  JSON.stringify(value, (_name, one) => (typeof one === 'bigint' ? `${one}` : one));
