import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { FunctionPool, type InvokeOptions, type PoolOptions } from './function-pool.ts';
import { InvocationRefusal, type InvocationResult, refuseLargeEvent } from './invocation.ts';
import { InvocationQueue } from './invocation-queue.ts';
import { SharedEnvironment } from './shared-environment.ts';

/** Default of Lambda Managed Instances for Node. */
const maxConcurrency = 64;

/**
 * A function whose invocations run concurrently in one process: for load tests, not for tests of isolation. Faults are
 * injected into processes, so an invocation in which one may happen gets its own.
 */
export class SharedFunction {
  readonly #definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #apart: FunctionPool;
  readonly #queue: InvocationQueue<void>;
  readonly #accepted = new Set<Promise<unknown>>();
  #running = 0;
  #environment: SharedEnvironment | undefined;
  #prepared: Promise<void> | undefined;
  #isKilled: boolean;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.#isKilled = false;
    this.#definition = definition;
    this.#options = options;
    this.#apart = new FunctionPool(definition, options);
    this.#queue = new InvocationQueue(definition.name);
  }

  get name(): string {
    return this.#definition.name;
  }

  /** Invokes the function with an event as JSON text. Rejects with InvocationRefusal if Lambda would refuse it. */
  async invoke(event: string, traceId: string, options: InvokeOptions = {}): Promise<InvocationResult> {
    if (this.#options.faults?.mayFail(this.name, options.faults ?? [])) {
      return this.#apart.invoke(event, traceId, options);
    }
    const accepted = this.#run(event, traceId, options);
    this.#accepted.add(accepted);
    return accepted.finally(() => this.#accepted.delete(accepted));
  }

  async #run(event: string, traceId: string, { signal }: InvokeOptions): Promise<InvocationResult> {
    const bytes = refuseLargeEvent(event);
    this.#prepared ??= this.#options.prepareCode?.(this.#definition);
    await this.#prepared;
    if (this.#running < maxConcurrency) this.#running += 1;
    else await this.#queue.wait(bytes, signal);
    if (this.#isKilled) throw new InvocationRefusal(429, `${this.name} is being stopped`);
    const result = await this.#live().invoke({ requestId: randomUUID(), event, traceId });
    // The first in the queue takes this slot.
    const next = this.#queue.next();
    if (next === undefined) this.#running -= 1;
    else next.resolve();
    return result;
  }

  /** Resolves when the accepted invocations are answered and every process is gone. */
  async retire(): Promise<void> {
    await Promise.allSettled(this.#accepted);
    await Promise.all([this.#environment?.end(), this.#apart.retire()]);
  }

  /** Kills every process and refuses the queued invocations. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#queue.refuseAll('is being stopped');
    await Promise.all([this.#environment?.end(), this.#apart.kill()]);
  }

  #live(): SharedEnvironment {
    if (this.#environment?.alive) return this.#environment;
    const { functionEnvironment, variablesOf, log, clockOffsetMs, inspection } = this.#options;
    const variables = { ...functionEnvironment, ...variablesOf?.(this.name), ...inspection?.variables };
    this.#environment = new SharedEnvironment(this.#definition, variables, log, clockOffsetMs, inspection?.execArgv);
    return this.#environment;
  }
}
