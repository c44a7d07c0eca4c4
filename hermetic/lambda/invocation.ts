/** What one invocation came to, as Lambda's Invoke API says it. */
export type InvocationResult = Readonly<{
  requestId: string;
  /** What the function returned, or how it failed, as JSON text. */
  payload: string;
  /** As in the header X-Amz-Function-Error: the function threw, ended, ran out of time or out of memory. */
  functionError?: 'Unhandled';
  /** Only when this invocation was the first of its execution environment. */
  initMs?: number;
  durationMs: number;
  maxMemoryMb: number;
  calls?: readonly OutgoingCall[];
}>;

/** A request that a function sent to another service. */
export type OutgoingCall = Readonly<{
  /** `trip`, `notification` */
  service: string;
  method: string;
  path: string;
  /** Absent when no answer came. */
  status?: number;
  ms?: number;
}>;

export type FunctionError = Readonly<{
  errorType: string;
  errorMessage: string;
  trace?: readonly string[];
}>;

/** A request that Lambda refuses before any function sees it. */
export class InvocationRefusal extends Error {
  readonly status: 404 | 413 | 429;

  constructor(status: 404 | 413 | 429, message: string) {
    super(message);
    this.status = status;
  }
}

/** Lambda's limit for a synchronous invocation, each way: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxPayloadBytes = 6 * 1024 * 1024;

/** Gives the size of an event in bytes. Throws InvocationRefused if Lambda would not take it. */
export function refuseLargeEvent(event: string): number {
  const bytes = Buffer.byteLength(event);
  if (bytes <= maxPayloadBytes) return bytes;
  throw new InvocationRefusal(413, `${bytes} bytes exceed the limit of ${maxPayloadBytes}`);
}

/** A line that a function, or Lambda on its behalf, wrote to the log. */
export type FunctionLogLine = Readonly<{ functionName: string; requestId?: string; text: string }>;

export type FunctionLog = (line: FunctionLogLine) => void;
