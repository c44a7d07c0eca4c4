import { catchUpEvents } from '../../src/commands/catch-up-events.ts';
import { countDueDisputes } from '../../src/commands/count-due-disputes.ts';
import { metricsOfPoll, pollDuePayments } from '../../src/commands/poll-due-payments.ts';
import { scheduledWorker } from '../../src/lambda/scheduled-worker.ts';
import { processors } from '../../src/processor/current-with-events.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputeList } from '../../src/store/dispute-list.ts';
import { disputes } from '../../src/store/disputes.ts';
import { duePayments as due } from '../../src/store/due-payments.ts';
import { eventCursors as cursors } from '../../src/store/event-cursors.ts';
import { handledEvents } from '../../src/store/handled-events.ts';
import { payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';

const needs = { payments, authorizations, refunds, disputes, disputeList, due, cursors, handledEvents, processors };

export const handler = scheduledWorker(needs, async (services, fault) => {
  const polled = await pollDuePayments({ ...services, fault });
  const caughtUp = await catchUpEvents({ ...services, fault });
  const disputes_due = await countDueDisputes(services);
  const figures = { ...polled, ...caughtUp, unexplained: polled.unexplained + caughtUp.unexplained };
  return { figures, metrics: { ...metricsOfPoll(figures), disputes_due } };
});
