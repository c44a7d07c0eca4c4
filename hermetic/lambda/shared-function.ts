import { randomUUID } from 'node:crypto';
import type { DeclaredFunction } from '../template/declared.ts';
import { FunctionPool, type InvokeOptions, type PoolOptions } from './function-pool.ts';
import { InvocationRefused, type InvocationResult, refuseLargeEvent } from './invocation.ts';
import { SharedEnvironment } from './shared-environment.ts';
import { WaitingLine } from './waiting-line.ts';

/** Lambda Managed Instances take 64 for Node unless told otherwise. */
const mostAtOnce = 64;

/**
 * A function whose invocations share one process, many at once: for load tests, not for tests of isolation. Faults are
 * injected into processes, so an invocation that one may happen in has its own, as without sharing.
 */
export class SharedFunction {
  readonly #declared: DeclaredFunction;
  readonly #options: PoolOptions;
  readonly #apart: FunctionPool;
  readonly #line: WaitingLine<void>;
  readonly #accepted = new Set<Promise<unknown>>();
  #running = 0;
  #environment: SharedEnvironment | undefined;
  #prepared: Promise<void> | undefined;
  #isKilled: boolean;

  constructor(declared: DeclaredFunction, options: PoolOptions) {
    this.#isKilled = false;
    this.#declared = declared;
    this.#options = options;
    this.#apart = new FunctionPool(declared, options);
    this.#line = new WaitingLine(declared.name);
  }

  get name(): string {
    return this.#declared.name;
  }

  /** Invokes the function with an event in JSON text. Rejects with InvocationRefused when Lambda would not take it. */
  async invoke(event: string, traceId: string, options: InvokeOptions = {}): Promise<InvocationResult> {
    if (this.#options.faults?.concern(this.name, options.faults ?? [])) {
      return this.#apart.invoke(event, traceId, options);
    }
    const accepted = this.#run(event, traceId, options);
    this.#accepted.add(accepted);
    return accepted.finally(() => this.#accepted.delete(accepted));
  }

  async #run(event: string, traceId: string, { gaveUp }: InvokeOptions): Promise<InvocationResult> {
    const bytes = refuseLargeEvent(event);
    this.#prepared ??= this.#options.prepareCode?.(this.#declared);
    await this.#prepared;
    if (this.#running < mostAtOnce) this.#running += 1;
    else await this.#line.wait(bytes, gaveUp);
    if (this.#isKilled) throw new InvocationRefused(429, `${this.name} is being stopped`);
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
    const { functionEnvironment, variablesOf, log, clockOffsetMs, inspection } = this.#options;
    const variables = { ...functionEnvironment, ...variablesOf?.(this.name), ...inspection?.variables };
    this.#environment = new SharedEnvironment(this.#declared, variables, log, clockOffsetMs, inspection?.execArgv);
    return this.#environment;
  }
}
