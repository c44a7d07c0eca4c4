import type { Authorize } from './attempt.ts';
import type { Io } from './io.ts';
import type { KeyStore } from './keys/key-store.ts';
import type { CancelResult, PayResult, RefundResult } from './results.ts';

export type ClientOptions = Readonly<{
  /** Address of the stage, such as `http://localhost:8000`. */
  url: string;
  /** `sigV4(…)` or `apiKey(…)`; without it, requests are not signed. */
  authorize?: Authorize;
  /** Needed for intents and `resume()`. */
  keys?: KeyStore;
  /** Time for one attempt; 15 s, if left out. */
  attemptMs?: number;
  /** Time for a call with all its attempts; 60 s, if left out. */
  deadlineMs?: number;
  /** Sent with every request, such as `X-Correlation-Id`, which timelines show. */
  headers?: Readonly<Record<string, string>>;
  io?: Partial<Io>;
}>;

export type CallOptions = Readonly<{
  /** Aborts the call. A command that may have been sent then throws UnansweredError; everything else throws the signal's reason. */
  signal?: AbortSignal | undefined;
}>;

/**
 * Identifies a command that is to happen once: a key of your own, stored before you call; or the name of an intent, such as the order's
 * id, whose key the KeyStore keeps. A second call with the same one returns the first answer.
 */
export type Once = Readonly<{ key: string; intent?: never }> | Readonly<{ intent: string; key?: never }>;

/** The end of a request that was sent earlier, perhaps by another process. */
export type Resumed =
  | Readonly<{ command: 'pay' | 'capture'; intent: string; result: PayResult }>
  | Readonly<{ command: 'cancel'; intent: string; result: CancelResult }>
  | Readonly<{ command: 'refund'; intent: string; result: RefundResult }>;
