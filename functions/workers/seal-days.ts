import { sealDays } from '../../src/commands/seal-days.ts';
import { scheduledWorker } from '../../src/lambda/scheduled-worker.ts';
import { seals } from '../../src/store/seals.ts';

export const handler = scheduledWorker({ seals }, async (services) => {
  const sealed = await sealDays(services);
  const entries = sealed.reduce((sum, { count }) => sum + count, 0);
  return { figures: { seals: sealed.length, entries }, metrics: {} };
});
