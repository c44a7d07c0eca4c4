import { notifyOfChanges } from '../../src/commands/notify-of-changes.ts';
import { paymentStream } from '../../src/lambda/stream-batch.ts';
import { streamWorker } from '../../src/lambda/stream-worker.ts';
import { notifications } from '../../src/notifications/notifications.ts';
import { notices } from '../../src/store/notices.ts';

export const handler = streamWorker(
  paymentStream,
  { notifications: (io) => notifications(io), notices },
  // A record that cannot be read is skipped here, because project-payments parks it.
  async ({ changes }, services) => {
    const { again, undelivered } = await notifyOfChanges(changes, services);
    return { retryFrom: again, metrics: { undelivered: undelivered || undefined } };
  },
);
