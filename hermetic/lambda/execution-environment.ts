import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { guardChild } from '../process/process-guard.ts';
import type { DeclaredFunction } from '../template/declared.ts';
import { functionArn } from '../template/physical.ts';
import type { Redirection } from './fault-source.ts';
import { type Answer, answerIn, exitError, outcomeOf, timeoutError } from './function-answer.ts';
import type { FunctionError, FunctionLog, InvocationResult } from './invocation.ts';
import { lambdaVariables } from './lambda-variables.ts';
import { readLines } from './read-lines.ts';

const initLimitMs = 10_000;

const program = join(import.meta.dirname, 'function-process.mjs');

export type Invocation = Readonly<{
  requestId: string;
  /** The event as JSON text. */
  event: string;
  traceId: string;
  /** Only if something may fail in it. */
  faults?: Redirection | undefined;
}>;

/** A process of its own that runs one function, one invocation at a time; it starts as soon as it is made. */
export class ExecutionEnvironment {
  readonly #declared: DeclaredFunction;
  readonly #log: FunctionLog;
  readonly #clockOffsetMs: () => number;
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  readonly #startedAt = performance.now();
  readonly #initialised: Promise<Answer>;
  #isCold: boolean;
  #requestId: string | undefined;
  #settle: (answer: Answer) => void = () => {};
  /** Why the process was ended, or has ended. */
  #ending: FunctionError | undefined;
  #exited: boolean;

  /** `clockOffsetMs` is read again for each invocation: how far the environment's clock is ahead of the real time. */
  constructor(
    declared: DeclaredFunction,
    variables: Readonly<Record<string, string>>,
    log: FunctionLog,
    clockOffsetMs = () => 0,
    execArgv: readonly string[] = [],
  ) {
    this.#declared = declared;
    this.#clockOffsetMs = clockOffsetMs;
    this.#log = log;
    this.#isCold = true;
    this.#exited = false;
    this.#process = fork(program, [String(clockOffsetMs())], {
      cwd: declared.codeDir,
      env: lambdaVariables(declared, variables, logStreamName()),
      // As Lambda's own bootstrap does: the last tenth is for what lives outside of the heap, which nothing limits here.
      execArgv: [`--max-old-space-size=${Math.floor(declared.memoryMb * 0.9)}`, ...execArgv],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      // A Ctrl-C goes to the terminal's whole process group, and requests in flight are to be answered first.
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

  /** Runs one invocation. It never rejects: whatever befalls the function is a function error. */
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
      ...outcomeOf(answer),
      ...cold,
      durationMs,
      calls: answer.calls ?? [],
      maxMemoryMb: Math.ceil((answer.maxMemoryKb ?? 0) / 1024),
    };
  }

  /** Ends the process as if it had crashed. */
  crash(): void {
    this.#process.kill('SIGKILL');
  }

  /** Stops the process for so long, as Lambda does between invocations; Windows cannot. */
  freeze(ms: number): void {
    if (process.platform === 'win32') return;
    this.#process.kill('SIGSTOP');
    setTimeout(() => this.#process.kill('SIGCONT'), ms);
  }

  /** Ends the process at once, whatever it does, and resolves when it is gone. */
  async end(): Promise<void> {
    if (this.#exited) return;
    const exited = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#kill({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime was ended' });
    await exited;
  }

  #run({ requestId, event, traceId, faults }: Invocation): Promise<Answer> {
    const { timeoutMs, name } = this.#declared;
    const answer = this.#answer(timeoutMs, 'Task');
    const deadline = Date.now() + timeoutMs;
    const clockOffsetMs = this.#clockOffsetMs();
    const rest = { requestId, deadline, traceId, functionArn: functionArn(name), clockOffsetMs, faults };
    // The event is JSON text already: encoded as a string within the line, it would be parsed twice.
    this.#channel.write(`{"event":${event},${JSON.stringify(rest).slice(1)}\n`);
    return answer;
  }

  /** The next thing that the process says, or how it ended; it is killed when that takes longer than `limitMs`. */
  #answer(limitMs: number, phase: 'Init' | 'Task'): Promise<Answer> {
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
        // What was logged before lies in its pipe already: one turn of the event loop, and it has been read.
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
      const answer = answerIn(Buffer.concat(parts).toString());
      parts = [];
      if (answer.ending) this.#ending = answer.error;
      this.#settle(answer);
    });
    // Written to when it had just ended: 'exit' says so.
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
    // What it said last is read first.
    setImmediate(() => {
      if (this.#ending === undefined) this.#say(reason.errorMessage);
      this.#ending ??= reason;
      this.#settle({ error: this.#ending });
    });
  }

  #say(text: string): void {
    const requestId = this.#requestId;
    this.#log({ functionName: this.#declared.name, ...(requestId && { requestId }), text });
  }
}

/** `2026/11/21/[$LATEST]5f0c…`, as CloudWatch Logs names the stream of an execution environment. */
function logStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
}
