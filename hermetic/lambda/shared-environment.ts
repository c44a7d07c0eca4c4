import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { guardChild } from '../process/process-guard.ts';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { functionArn } from '../template/physical-ids.ts';
import type { Invocation } from './execution-environment.ts';
import {
  exitError,
  type FunctionMessage,
  invocationOutcome,
  parseFunctionMessage,
  timeoutError,
} from './function-answer.ts';
import type { FunctionError, FunctionLog, InvocationResult } from './invocation.ts';
import { lambdaVariables } from './lambda-variables.ts';
import { readLines } from './read-lines.ts';

const program = join(import.meta.dirname, 'function-process-shared.mjs');

/** A process that runs many invocations of one function concurrently. If it ends, all of them fail. */
export class SharedEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #log: FunctionLog;
  readonly #clockOffsetMs: () => number;
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  readonly #answers = new Map<string, (answer: FunctionMessage) => void>();
  #ending: FunctionError | undefined;

  constructor(
    definition: FunctionDefinition,
    variables: Readonly<Record<string, string>>,
    log: FunctionLog,
    clockOffsetMs = () => 0,
    execArgv: readonly string[] = [],
  ) {
    this.#definition = definition;
    this.#log = log;
    this.#clockOffsetMs = clockOffsetMs;
    this.#process = fork(program, {
      cwd: definition.codeDir,
      env: lambdaVariables(definition, variables, 'shared'),
      execArgv: [`--max-old-space-size=${Math.floor(definition.memoryMb * 0.9)}`, ...execArgv],
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

  /** Never rejects: every failure of the function is a function error. */
  async invoke({ requestId, event, traceId }: Omit<Invocation, 'faults'>): Promise<InvocationResult> {
    const start = performance.now();
    const { timeoutMs, name } = this.#definition;
    const { promise, resolve } = Promise.withResolvers<FunctionMessage>();
    if (this.#ending !== undefined) resolve({ error: this.#ending });
    this.#answers.set(requestId, resolve);
    // A process in which one invocation times out may be hanging, so the others could not finish either.
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
    return { requestId, ...invocationOutcome(answer), durationMs: performance.now() - start, calls: [], maxMemoryMb };
  }

  /** Kills the process; resolves when it is gone. */
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
      // parseFunctionMessage expects the line break that readLines removes.
      const answer = parseFunctionMessage(`${line}\n`);
      if (answer.requestId !== undefined) this.#answers.get(answer.requestId)?.(answer);
    });
    // A write after the process has ended; 'exit' reports that.
    this.#channel.on('error', () => {});
    this.#process.once('exit', (code, signal) => this.#ended(exitError(code, signal)));
    this.#process.once('error', ({ message }) =>
      this.#ended({ errorType: 'Runtime.ExitError', errorMessage: `it did not start: ${message}` }),
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      readLines(stream as Readable, (text) => this.#log({ functionName: this.#definition.name, text }));
    }
  }

  #ended(reason: FunctionError): void {
    this.#ending ??= reason;
    const error = this.#ending;
    this.#log({ functionName: this.#definition.name, text: error.errorMessage });
    for (const resolve of this.#answers.values()) resolve({ error });
  }
}
