import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { FunctionPool, type InvokeOptions, type PoolOptions } from './function-pool.ts';
import { InvocationRefusal, type InvocationResult, refuseLargeEvent } from './invocation.ts';
import { InvocationQueue } from './invocation-queue.ts';
import { SharedEnvironment } from './shared-environment.ts';

/** Lambda Managed Instances take 64 for Node unless told otherwise. */
const mostAtOnce = 64;

/**
 * A function whose invocations share one process, many at once: for load tests, not for tests of isolation. Faults are
 * injected into processes, so an invocation that one may happen in has its own, as without sharing.
 */
export class SharedFunction {
  readonly #definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #apart: FunctionPool;
  readonly #line: InvocationQueue<void>;
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
    this.#line = new InvocationQueue(definition.name);
  }

  get name(): string {
    return this.#definition.name;
  }

  /** Invokes the function with an event in JSON text. Rejects with InvocationRefused when Lambda would not take it. */
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
    if (this.#running < mostAtOnce) this.#running += 1;
    else await this.#line.wait(bytes, signal);
    if (this.#isKilled) throw new InvocationRefusal(429, `${this.name} is being stopped`);
    const result = await this.#live().invoke({ requestId: randomUUID(), event, traceId });
    // Whoever waits longest takes over the place.
    const next = this.#line.next();
    if (next === undefined) this.#running -= 1;
    else next.resolve();
    return result;
  }

  /** Takes no new work; resolves when what was accepted has been answered and every process is gone. */
  async retire(): Promise<void> {
    await Promise.allSettled(this.#accepted);
    await Promise.all([this.#environment?.end(), this.#apart.retire()]);
  }

  /** Ends every process now, whatever it does; what waited in line is refused. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#line.refuseAll('is being stopped');
    await Promise.all([this.#environment?.end(), this.#apart.kill()]);
  }

  #live(): SharedEnvironment {
    if (this.#environment?.alive) return this.#environment;
    const { functionEnvironment, variablesOf, log, clockOffsetMs } = this.#options;
    const variables = { ...functionEnvironment, ...variablesOf?.(this.name) };
    this.#environment = new SharedEnvironment(this.#definition, variables, log, clockOffsetMs);
    return this.#environment;
  }
}
