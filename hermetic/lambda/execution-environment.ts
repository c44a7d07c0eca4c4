import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { guardChild } from '../process/process-guard.ts';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { functionArn } from '../template/physical-ids.ts';
import type { Redirection } from './fault-source.ts';
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

const initLimitMs = 10_000;

const program = join(import.meta.dirname, 'function-process.mjs');

export type Invocation = Readonly<{
  requestId: string;
  /** As JSON text. */
  event: string;
  traceId: string;
  /** Only if a fault may happen in it. */
  faults?: Redirection | undefined;
}>;

/** A process that runs one function, one invocation at a time. It starts on construction. */
export class ExecutionEnvironment {
  readonly #definition: FunctionDefinition;
  readonly #log: FunctionLog;
  readonly #clockOffsetMs: () => number;
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  readonly #startedAt = performance.now();
  readonly #initialised: Promise<FunctionMessage>;
  #isCold: boolean;
  #requestId: string | undefined;
  #settle: (answer: FunctionMessage) => void = () => {};
  /** Why the process was killed or has exited. */
  #ending: FunctionError | undefined;
  #exited: boolean;

  /** `clockOffsetMs` tells how far the test clock is ahead of real time; it is read for each invocation. */
  constructor(
    definition: FunctionDefinition,
    variables: Readonly<Record<string, string>>,
    log: FunctionLog,
    clockOffsetMs = () => 0,
    execArgv: readonly string[] = [],
  ) {
    this.#definition = definition;
    this.#clockOffsetMs = clockOffsetMs;
    this.#log = log;
    this.#isCold = true;
    this.#exited = false;
    this.#process = fork(program, [String(clockOffsetMs())], {
      cwd: definition.codeDir,
      env: lambdaVariables(definition, variables, logStreamName()),
      // As Lambda's bootstrap does: a tenth is left for memory outside the heap, which is not limited here.
      execArgv: [`--max-old-space-size=${Math.floor(definition.memoryMb * 0.9)}`, ...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      // A Ctrl-C goes to the terminal's whole process group, but requests in flight must still be answered.
      detached: process.platform !== 'win32',
    });
    guardChild(this.#process);
    this.#channel = this.#process.stdio[4] as Duplex;
    this.#listen();
    this.#initialised = this.#answer(initLimitMs, 'Init');
  }

  /** Whether it can take another invocation. */
  get alive(): boolean {
    return this.#ending === undefined && !this.#exited;
  }

  /** Runs one invocation. Never rejects: every failure of the function is a function error. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    const { requestId } = invocation;
    this.#requestId = requestId;
    const init = await this.#initialised;
    const cold = this.#isCold ? { initMs: performance.now() - this.#startedAt } : {};
    this.#isCold = false;
    const start = performance.now();
    const answer = init.error === undefined ? await this.#run(invocation) : init;
    const durationMs = performance.now() - start;
    this.#requestId = undefined;
    return {
      requestId,
      ...invocationOutcome(answer),
      ...cold,
      durationMs,
      calls: answer.calls ?? [],
      maxMemoryMb: Math.ceil((answer.maxMemoryKb ?? 0) / 1024),
    };
  }

  /** Kills the process; the invocation fails as after a crash. */
  crash(): void {
    this.#process.kill('SIGKILL');
  }

  /** Stops the process for `ms`, as Lambda does between invocations. No effect on Windows. */
  freeze(ms: number): void {
    if (process.platform === 'win32') return;
    this.#process.kill('SIGSTOP');
    setTimeout(() => this.#process.kill('SIGCONT'), ms);
  }

  /** Kills the process; resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#exited) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#kill({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime was ended' });
    await exited;
  }

  #run({ requestId, event, traceId, faults }: Invocation): Promise<FunctionMessage> {
    const { timeoutMs, name } = this.#definition;
    const answer = this.#answer(timeoutMs, 'Task');
    const deadline = Date.now() + timeoutMs;
    const clockOffsetMs = this.#clockOffsetMs();
    const rest = { requestId, deadline, traceId, functionArn: functionArn(name), clockOffsetMs, faults };
    // The event is JSON text already: as a string within the line, it would be parsed twice.
    this.#channel.write(`{"event":${event},${JSON.stringify(rest).slice(1)}\n`);
    return answer;
  }

  /** The next message of the process, or how it ended. Kills the process after `limitMs`. */
  #answer(limitMs: number, phase: 'Init' | 'Task'): Promise<FunctionMessage> {
    if (this.#exited) return Promise.resolve({ error: this.#ending ?? exitError(null, null) });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        const error = timeoutError(phase, limitMs);
        this.#say(error.errorMessage);
        this.#kill(error);
      }, limitMs);
      this.#settle = (answer) => {
        this.#settle = () => {};
        clearTimeout(timer);
        // Earlier log lines are in the pipe already; they are read within one turn of the event loop.
        setImmediate(resolve, answer);
      };
    });
  }

  #kill(reason: FunctionError): void {
    this.#ending ??= reason;
    this.#process.kill('SIGKILL');
  }

  #listen(): void {
    let parts: Buffer[] = [];
    this.#channel.on('data', (part: Buffer) => {
      parts.push(part);
      if (part.at(-1) !== 10) return;
      const answer = parseFunctionMessage(Buffer.concat(parts).toString());
      parts = [];
      if (answer.ending) this.#ending = answer.error;
      this.#settle(answer);
    });
    // A write after the process has ended; 'exit' reports that.
    this.#channel.on('error', () => {});
    this.#process.once('exit', (code, signal) => this.#end(exitError(code, signal)));
    this.#process.once('error', ({ message }) =>
      this.#end({ errorType: 'Runtime.ExitError', errorMessage: `it did not start: ${message}` }),
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      readLines(stream as Readable, (text) => this.#say(text));
    }
  }

  #end(reason: FunctionError): void {
    this.#exited = true;
    // Read its last output first.
    setImmediate(() => {
      if (this.#ending === undefined) this.#say(reason.errorMessage);
      this.#ending ??= reason;
      this.#settle({ error: this.#ending });
    });
  }

  #say(text: string): void {
    const requestId = this.#requestId;
    this.#log({ functionName: this.#definition.name, ...(requestId && { requestId }), text });
  }
}

/** `2026/11/21/[$LATEST]5f0c…`, as CloudWatch Logs names the stream of an execution environment. */
function logStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
}
