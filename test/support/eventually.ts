import { vi } from 'vitest';

/** Resolves when the check holds. It gives up only when something hangs: how soon it holds is no test's business. */
export const eventually = <Value>(check: () => Value | Promise<Value>, hangsMs = 300_000): Promise<Value> =>
  vi.waitFor(check, { timeout: hangsMs, interval: 10 });
