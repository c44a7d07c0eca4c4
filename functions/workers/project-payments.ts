import { metricsOfEvents } from '../../src/commands/counted-metrics.ts';
import { projectChanges } from '../../src/commands/project-changes.ts';
import { recordOf } from '../../src/contracts/event.ts';
import { paymentStream } from '../../src/lambda/stream-batch.ts';
import { streamWorker } from '../../src/lambda/stream-worker.ts';
import { disputeList } from '../../src/store/dispute-list.ts';
import { duePayments as due } from '../../src/store/due-payments.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { openPayments as open } from '../../src/store/open-payments.ts';
import { parkedRecords as parked } from '../../src/store/parked-records.ts';
import { paymentSteps as steps } from '../../src/store/payment-steps.ts';
import { places } from '../../src/store/places.ts';

const needs = { eventRecords, open, due, places, disputeList, steps, parked, recordOf: () => recordOf };

export const handler = streamWorker(paymentStream, needs, async (batch, services) => {
  const counted = await projectChanges(batch, services);
  const metrics = { ...metricsOfEvents(counted), parked: batch.unreadable.length || undefined };
  return { retryFrom: undefined, metrics };
});
