import { type FunctionError, type InvocationResult, maxPayloadBytes, type OutgoingCall } from './invocation.ts';

/** One line of what function-process.mjs says: ready, or how an invocation went. */
export type FunctionMessage = Readonly<{
  payload?: string;
  /** Id of the invocation, where one process runs several at once. */
  requestId?: string;
  error?: FunctionError;
  /** The error ends the process too. */
  ending?: true;
  /** To other services, since the answer before. */
  calls?: readonly OutgoingCall[];
  maxMemoryKb?: number;
}>;

/** Reads a line of function-process.mjs: JSON and, behind a tab, the payload, which stays JSON text. */
export function parseFunctionMessage(line: string): FunctionMessage {
  const tab = line.indexOf('\t');
  if (tab === -1) return JSON.parse(line) as FunctionMessage;
  return { ...(JSON.parse(line.slice(0, tab)) as FunctionMessage), payload: line.slice(tab + 1, -1) };
}

/** The answer as Lambda gives it to the caller. A function that returns nothing returns null. */
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

/** How a process ended that nobody had asked to. */
export function exitError(code: number | null, signal: NodeJS.Signals | null): FunctionError {
  const how = signal === null ? `exit status ${code}` : `signal: ${signal}`;
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `Runtime exited with error: ${how}`,
  };
}
