import type { Authorize } from './attempt.ts';

/** For stages whose callers have API keys (`-c auth=api-key`). */
export const apiKey =
  (key: string): Authorize =>
  async () => ({ 'x-api-key': key });
