import { catchUpEvents } from '../../src/commands/catch-up-events.ts';
import { pollDuePayments } from '../../src/commands/poll-due-payments.ts';
import { scheduledWorker } from '../../src/lambda/scheduled-worker.ts';
import { processors } from '../../src/processor/current.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { disputes } from '../../src/store/disputes.ts';
import { duePayments as due } from '../../src/store/due-payments.ts';
import { eventCursors as cursors } from '../../src/store/event-cursors.ts';
import { handledEvents } from '../../src/store/handled-events.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

const needs = { payments, authorizations, refunds, disputes, due, cursors, handledEvents, processors };

export const handler = scheduledWorker(needs, async (services, fault) => {
  const polled = await pollDuePayments({ ...services, fault });
  const caughtUp = await catchUpEvents({ ...services, fault });
  const { waiting_long, unexplained } = polled;
  return {
    figures: { ...polled, ...caughtUp },
    metrics: { waiting_long: waiting_long || undefined, unexplained: unexplained || undefined },
  };
});
