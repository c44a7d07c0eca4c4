import { projectChanges } from '../../src/commands/project-changes.ts';
import { counters } from '../../src/store/counters.ts';
import { openPayments as open } from '../../src/store/open-payments.ts';
import { parkedRecords as parked } from '../../src/store/parked-records.ts';
import { streamWorker } from '../../src/workers/stream-worker.ts';

export const handler = streamWorker({ counters, open, parked }, async (batch, services) => {
  await projectChanges(batch, services);
  return undefined;
});
