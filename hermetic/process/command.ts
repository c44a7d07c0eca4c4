import { systemSentence } from './system-errors.ts';

/** Something the person at the terminal can put right: shown as its one line, without a stack trace. */
export class Refusal extends Error {
  /** 2 when the command was called wrongly or at the wrong moment, 1 when its work failed. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 2, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Runs a command line program: its error becomes one line on stderr and an exit code. */
export async function command(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(messageOf(error));
    process.exit(exitCodeOf(error));
  }
}

/** What a person needs to read of an error: everything but where in the code it was thrown. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof Refusal)) {
    const sentence = systemSentence(error);
    if (sentence !== undefined) return sentence;
  }
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [];
  const message = error.message || parts.join('; ');
  return error.cause === undefined ? message : `${message}: ${messageOf(error.cause)}`;
}

/** 2 for what was asked wrongly, 1 for what failed. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Refusal) return error.exitCode;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
