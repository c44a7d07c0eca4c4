import { metricsOfEvents } from '../../src/commands/counted-metrics.ts';
import { projectChanges } from '../../src/commands/project-changes.ts';
import { streamWorker } from '../../src/lambda/stream-worker.ts';
import { counters } from '../../src/store/counters.ts';
import { disputeList } from '../../src/store/dispute-list.ts';
import { duePayments as due } from '../../src/store/due-payments.ts';
import { openPayments as open } from '../../src/store/open-payments.ts';
import { parkedRecords as parked } from '../../src/store/parked-records.ts';

export const handler = streamWorker({ counters, open, due, disputeList, parked }, async (batch, services) => {
  const counted = await projectChanges(batch, services);
  const metrics = { ...metricsOfEvents(counted), parked: batch.unreadable.length || undefined };
  return { retryFrom: undefined, metrics };
});
