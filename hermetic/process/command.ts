import { systemSentence } from './system-errors.ts';

/** An error that the user can fix: shown as one line, without a stack trace. */
export class CommandRefusal extends Error {
  /** 2: wrong usage or wrong moment. 1: the work itself failed. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Runs a command-line program. An error becomes one line on stderr and an exit code. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    process.exit(exitCodeOf(error));
  }
}

/** The message of an error and of its causes, without stack traces. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof CommandRefusal)) {
    const sentence = systemSentence(error);
    if (sentence !== undefined) return sentence;
  }
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [];
  const message = error.message || parts.join('; ');
  return error.cause === undefined ? message : `${message}: ${messageOf(error.cause)}`;
}

/** 2 for wrong usage, 1 for a failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommandRefusal) return error.exitCode;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
