/** The part of `fetch` that the client uses. */
export type Fetch = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    redirect: 'error';
    signal: AbortSignal;
  },
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

/** Everything that the client takes from outside; replaced in simulations and tests. */
export type Io = Readonly<{
  fetch: Fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Resolves after `ms` milliseconds; once `aborted`, it need not resolve. */
  sleep: (ms: number, aborted?: AbortSignal) => Promise<void>;
  /** At least 0 and less than 1; for jitter. */
  random: () => number;
  newKey: () => string;
}>;

export const platformIo: Io = {
  fetch: (url, init) => fetch(url, init),
  now: Date.now,
  sleep: (ms, aborted) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      aborted?.addEventListener('abort', () => clearTimeout(timer));
    }),
  random: Math.random,
  newKey: () => crypto.randomUUID(),
};
