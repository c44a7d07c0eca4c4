import type { Io } from '../runtime/io.ts';
import type { DisputeList } from '../store/dispute-list.ts';

const soonMs = 3 * 86_400_000;
const pageSize = 100;

/**
 * Open disputes whose evidence is due within three days and not overdue. Undefined except in the first minute of an hour:
 * the poller runs every minute, and each count reads the whole list.
 */
export async function countDueDisputes({
  disputeList,
  io,
}: Readonly<{ disputeList: DisputeList; io: Pick<Io, 'now'> }>): Promise<number | undefined> {
  const now = io.now();
  if (new Date(now).getUTCMinutes() !== 0) return undefined;
  let count = 0;
  let after: string | undefined;
  do {
    const { disputes, next } = await disputeList.page('open', { limit: pageSize, after });
    count += disputes.filter(({ dispute: { evidenceDueBy } }) => isDueSoon(evidenceDueBy, now)).length;
    after = next;
  } while (after !== undefined);
  return count;
}

function isDueSoon(evidenceDueBy: string | undefined, now: number): boolean {
  if (evidenceDueBy === undefined) return false;
  const left = Date.parse(evidenceDueBy) - now;
  return left > 0 && left <= soonMs;
}
