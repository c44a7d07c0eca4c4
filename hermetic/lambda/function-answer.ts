import { type FunctionError, type InvocationResult, maxPayloadBytes, type OutgoingCall } from './invocation.ts';

/** A message from function-process.mjs: it is ready, or an invocation has ended. */
export type FunctionMessage = Readonly<{
  payload?: string;
  /** Only where one process runs several invocations at once. */
  requestId?: string;
  error?: FunctionError;
  /** The process ends as well. */
  ending?: true;
  /** Calls to other services since the previous message. */
  calls?: readonly OutgoingCall[];
  maxMemoryKb?: number;
}>;

/** Parses a line of function-process.mjs: JSON, then a tab and the payload, which stays JSON text. */
export function parseFunctionMessage(line: string): FunctionMessage {
  const tab = line.indexOf('\t');
  if (tab === -1) return JSON.parse(line) as FunctionMessage;
  return { ...(JSON.parse(line.slice(0, tab)) as FunctionMessage), payload: line.slice(tab + 1, -1) };
}

/** Converts a message to the result of Lambda's Invoke API. A function that returns nothing returns null. */
export function invocationOutcome({
  payload = 'null',
  error,
}: FunctionMessage): Pick<InvocationResult, 'payload' | 'functionError'> {
  const failure = error ?? tooLarge(payload);
  return failure === undefined ? { payload } : { payload: JSON.stringify(failure), functionError: 'Unhandled' };
}

function tooLarge(payload: string): FunctionError | undefined {
  const bytes = Buffer.byteLength(payload);
  if (bytes <= maxPayloadBytes) return undefined;
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maxPayloadBytes} bytes).`,
  };
}

export function timeoutError(phase: 'Init' | 'Task', limitMs: number): FunctionError {
  const seconds = (limitMs / 1000).toFixed(2);
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `${phase} timed out after ${seconds} seconds`,
  };
}

/** The error of a process that ended unexpectedly. */
export function exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `Runtime exited with error: ${how}`,
  };
}
