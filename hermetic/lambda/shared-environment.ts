import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { guardChild } from '../process/process-guard.ts';
import type { DeclaredFunction } from '../template/declared.ts';
import { functionArn } from '../template/physical.ts';
import type { Invocation } from './execution-environment.ts';
import { type Answer, answerIn, exitError, outcomeOf, timeoutError } from './function-answer.ts';
import type { FunctionError, FunctionLog, InvocationResult } from './invocation.ts';
import { lambdaVariables } from './lambda-variables.ts';
import { readLines } from './read-lines.ts';

const program = join(import.meta.dirname, 'function-process-shared.mjs');

/** A process that runs many invocations of one function at once. What ends it ends them all with an error. */
export class SharedEnvironment {
  readonly #declared: DeclaredFunction;
  readonly #log: FunctionLog;
  readonly #clockOffsetMs: () => number;
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  readonly #answers = new Map<string, (answer: Answer) => void>();
  #ending: FunctionError | undefined;

  constructor(
    declared: DeclaredFunction,
    variables: Readonly<Record<string, string>>,
    log: FunctionLog,
    clockOffsetMs = () => 0,
    execArgv: readonly string[] = [],
  ) {
    this.#declared = declared;
    this.#log = log;
    this.#clockOffsetMs = clockOffsetMs;
    this.#process = fork(program, {
      cwd: declared.codeDir,
      env: lambdaVariables(declared, variables, 'shared'),
      execArgv: [`--max-old-space-size=${Math.floor(declared.memoryMb * 0.9)}`, ...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      detached: process.platform !== 'win32',
    });
    guardChild(this.#process);
    this.#channel = this.#process.stdio[4] as Duplex;
    this.#listen();
  }

  get alive(): boolean {
    return this.#ending === undefined;
  }

  /** It never rejects: whatever befalls the function is a function error. */
  async invoke({ requestId, event, traceId }: Omit<Invocation, 'faults'>): Promise<InvocationResult> {
    const start = performance.now();
    const { timeoutMs, name } = this.#declared;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    if (this.#ending !== undefined) resolve({ error: this.#ending });
    this.#answers.set(requestId, resolve);
    // A process that let one time out may hang for good, and so be of no use to the others either.
    const timer = setTimeout(() => this.#kill(timeoutError('Task', timeoutMs)), timeoutMs);
    const line = {
      ...{ requestId, deadline: Date.now() + timeoutMs, traceId, functionArn: functionArn(name) },
      clockOffsetMs: this.#clockOffsetMs(),
    };
    this.#channel.write(`{"event":${event},${JSON.stringify(line).slice(1)}\n`);
    const answer = await promise;
    clearTimeout(timer);
    this.#answers.delete(requestId);
    const maxMemoryMb = Math.ceil((answer.maxMemoryKb ?? 0) / 1024);
    return { requestId, ...outcomeOf(answer), durationMs: performance.now() - start, calls: [], maxMemoryMb };
  }

  /** Ends the process at once, whatever it does, and resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#kill({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime was ended' });
    await exited;
  }

  #kill(reason: FunctionError): void {
    this.#ending ??= reason;
    this.#process.kill('SIGKILL');
  }

  #listen(): void {
    readLines(this.#channel, (line) => {
      // The tab separates the payload as in function-answer.ts, which expects the line's end as well.
      const answer = answerIn(`${line}\n`);
      if (answer.requestId !== undefined) this.#answers.get(answer.requestId)?.(answer);
    });
    // Written to when it had just ended: 'exit' says so.
    this.#channel.on('error', () => {});
    this.#process.once('exit', (code, signal) => this.#ended(exitError(code, signal)));
    this.#process.once('error', ({ message }) =>
      this.#ended({ errorType: 'Runtime.ExitError', errorMessage: `it did not start: ${message}` }),
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      readLines(stream as Readable, (text) => this.#log({ functionName: this.#declared.name, text }));
    }
  }

  #ended(reason: FunctionError): void {
    this.#ending ??= reason;
    const error = this.#ending;
    this.#log({ functionName: this.#declared.name, text: error.errorMessage });
    for (const resolve of this.#answers.values()) resolve({ error });
  }
}
