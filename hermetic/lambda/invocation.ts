/** Result of one invocation, as in Lambda's Invoke API. */
export type InvocationResult = Readonly<{
  requestId: string;
  /** The returned value or the error, as JSON text. */
  payload: string;
  /** Header X-Amz-Function-Error: the function threw, exited, timed out or ran out of memory. */
  functionError?: 'Unhandled';
  /** Only of a cold start. */
  initMs?: number;
  durationMs: number;
  maxMemoryMb: number;
  calls?: readonly OutgoingCall[];
}>;

/** A request that a function sent to another service. */
export type OutgoingCall = Readonly<{
  /** `mail` if its address is in MAIL_SERVICE_URL. */
  service: string;
  method: string;
  path: string;
  /** Absent if there was no response. */
  status?: number;
  ms?: number;
}>;

export type FunctionError = Readonly<{
  errorType: string;
  errorMessage: string;
  trace?: readonly string[];
}>;

/** An invocation that Lambda refuses before it reaches the function. */
export class InvocationRefusal extends Error {
  readonly status: 404 | 413 | 429;

  constructor(status: 404 | 413 | 429, message: string) {
    super(message);
    this.status = status;
  }
}

/** Limit of a synchronous invocation, each way: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const maxPayloadBytes = 6 * 1024 * 1024;

/** Returns the size of an event in bytes. Throws InvocationRefusal if it exceeds Lambda's limit. */
export function refuseLargeEvent(event: string): number {
  const bytes = Buffer.byteLength(event);
  if (bytes <= maxPayloadBytes) return bytes;
  throw new InvocationRefusal(413, `${bytes} bytes exceed the limit of ${maxPayloadBytes}`);
}

/** A log line of a function, or of the runtime about it. */
export type FunctionLogLine = Readonly<{ functionName: string; requestId?: string; text: string }>;

export type FunctionLog = (line: FunctionLogLine) => void;
