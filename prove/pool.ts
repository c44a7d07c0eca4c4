import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { lambdaEnvironment } from '../test/support/lambda-environment.ts';
import type { ResultOf, Task } from './tasks.ts';

type Reply = Readonly<{ result: never } | { error: Error }>;
type WaitingTask = Readonly<{ task: Task; resolve: (result: never) => void; reject: (error: Error) => void }>;

/** Threads that run tasks, each one at a time. */
export class Pool implements AsyncDisposable {
  readonly threads: number;
  readonly #workers: readonly Worker[];
  readonly #idle: Worker[];
  readonly #waiting: WaitingTask[] = [];

  constructor(threads: number) {
    this.threads = threads;
    this.#workers = Array.from({ length: threads }, silentWorker);
    this.#idle = [...this.#workers];
  }

  run<T extends Task>(task: T): Promise<ResultOf<T>> {
    return new Promise<ResultOf<T>>((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    const worker = this.#idle.pop();
    const waiting = worker && this.#waiting.shift();
    if (worker === undefined || waiting === undefined) {
      if (worker) this.#idle.push(worker);
      return;
    }
    const failed = (error: Error) => waiting.reject(error);
    worker.once('error', failed);
    worker.once('message', (reply: Reply) => {
      worker.off('error', failed);
      this.#idle.push(worker);
      if ('error' in reply) waiting.reject(reply.error);
      else waiting.resolve(reply.result);
      this.#next();
    });
    worker.postMessage(waiting.task);
  }
}

/** A run lives for milliseconds, and nearly all of it dies young: with more room for that, collections take a tenth less. */
const resourceLimits = { maxYoungGenerationSizeMb: 128 };

/** With a function's environment and nothing of ours. What it warns of (Powertools, of its own use) is thrown away. */
function silentWorker(): Worker {
  const env = { ...lambdaEnvironment, PROCESSOR_TRIGGERS: 'off' };
  const worker = new Worker(join(import.meta.dirname, 'worker.ts'), {
    env,
    resourceLimits,
    stdout: true,
    stderr: true,
  });
  // Else it is kept for who may read it: gigabytes, in a long run.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
