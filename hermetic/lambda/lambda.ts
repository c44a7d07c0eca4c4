import { randomUUID } from 'node:crypto';
import type { AppDefinition, FunctionDefinition } from '../template/app-definition.ts';
import { FunctionPool, type InvokeOptions, type PoolOptions } from './function-pool.ts';
import type { InProcessFunction, InProcessFunctions } from './in-process-functions.ts';
import { inspectedTimeoutMs } from './inspection.ts';
import { InvocationRefusal, type InvocationResult } from './invocation.ts';
import { SharedFunction } from './shared-function.ts';
import { traceHeader } from './trace.ts';

/** Processes of one function, or `shared`: one process that runs all its invocations concurrently. */
export type Concurrency = number | 'shared';

export type LambdaOptions = Omit<PoolOptions, 'concurrency'> &
  Readonly<{
    concurrency: Concurrency;
    /** Used until the first reload: their code may have changed, and this process cannot load it again. */
    inProcessFunctions?: InProcessFunctions | undefined;
  }>;

/** Longer than the pause between two requests of a person, so that not each of them cold-starts the workers. */
const backgroundIdleMs = 30_000;
/** Processes for invocations with faults, of a function that otherwise shares one. */
const faultyAtOnce = 10;

/** Lambda on this machine. Each invocation has a process to itself, unless it is shared or runs in this process. */
export class Lambda {
  readonly #options: Omit<LambdaOptions, 'ownFunctions'>;
  /** Pools of replaced code, until their last invocations end. */
  readonly #retiring = new Set<FunctionPool | SharedFunction>();
  #pools: ReadonlyMap<string, FunctionPool | SharedFunction>;
  #own: ReadonlyMap<string, InProcessFunction>;

  constructor(app: AppDefinition, { inProcessFunctions = () => undefined, ...options }: LambdaOptions) {
    this.#options = options;
    this.#pools = this.#poolsOf(app);
    const own = [...app.functions].map(([id, each]) => [id, inProcessFunctions(each)] as const);
    this.#own = new Map(own.flatMap(([id, run]) => (run === undefined ? [] : [[id, run] as const])));
  }

  /** Invokes by logical id. Rejects with InvocationRefusal if Lambda would refuse it. */
  async invoke(
    functionLogicalId: string,
    event: unknown,
    { traceId = traceHeader(), ...options }: Readonly<{ traceId?: string }> & InvokeOptions = {},
  ): Promise<InvocationResult> {
    const pool = this.#pools.get(functionLogicalId);
    if (pool === undefined) {
      throw new InvocationRefusal(404, `no template declares the function ${functionLogicalId}`);
    }
    const own = this.#ownFor(functionLogicalId, pool.name, options);
    // No await before this: a reload or a stop that follows must find the invocation accepted.
    if (own === undefined) return pool.invoke(JSON.stringify(event), traceId, options);
    const begun = performance.now();
    const payload = await own(event);
    if (payload !== undefined) {
      return { requestId: randomUUID(), payload, durationMs: performance.now() - begun, maxMemoryMb: 0 };
    }
    return (this.#pools.get(functionLogicalId) ?? pool).invoke(JSON.stringify(event), traceId, options);
  }

  /** Faults are injected into processes, so a function in which one may happen needs its own. */
  #ownFor(id: string, functionName: string, { faults = [] }: InvokeOptions): InProcessFunction | undefined {
    const own = this.#own.get(id);
    return own !== undefined && this.#options.faults?.mayFail(functionName, faults) ? undefined : own;
  }

  /** New invocations run the new code; running ones end on the old code. */
  reload(app: AppDefinition): void {
    const old = [...this.#pools.values()];
    this.#own = new Map();
    this.#pools = this.#poolsOf(app);
    for (const pool of old) {
      this.#retiring.add(pool);
      void pool.retire().then(() => this.#retiring.delete(pool));
    }
  }

  /** Resolves when all accepted invocations are answered and every process is gone. Kills the rest after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    const pools = [...this.#pools.values(), ...this.#retiring];
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([Promise.all(pools.map((pool) => pool.retire())), late]);
    clearTimeout(timer);
    await Promise.all(pools.map((pool) => pool.kill()));
  }

  /** The function's physical name. */
  nameOf(functionLogicalId: string): string | undefined {
    return this.#pools.get(functionLogicalId)?.name;
  }

  /** Writes a line about an invocation to the function's log. */
  log(functionLogicalId: string, requestId: string, text: string): void {
    const functionName = this.#pools.get(functionLogicalId)?.name ?? functionLogicalId;
    this.#options.log({ functionName, requestId, text });
  }

  #poolsOf({ functions, eventSources, schedules }: AppDefinition): ReadonlyMap<string, FunctionPool | SharedFunction> {
    // Nobody waits for functions that streams or schedules call, so their idle processes can end earlier.
    const inBackground = new Set([...eventSources, ...schedules].map(({ functionLogicalId }) => functionLogicalId));
    const { concurrency, ...options } = this.#options;
    const poolOf = (id: string, inTemplate: FunctionDefinition) => {
      const definition = options.inspection ? { ...inTemplate, timeoutMs: inspectedTimeoutMs } : inTemplate;
      const own = inBackground.has(id) ? { idleLimitMs: backgroundIdleMs, ...options } : options;
      if (concurrency !== 'shared') return new FunctionPool(definition, { ...own, concurrency });
      return new SharedFunction(definition, { ...own, concurrency: faultyAtOnce });
    };
    return new Map([...functions].map(([id, definition]) => [id, poolOf(id, definition)]));
  }
}
