import type { DurableExecutionClient, DurableExecutionInvocationInput } from '@aws/durable-execution-sdk-js';
import { firstInput } from '../../bench/durable/executions.ts';
import type { Process } from './process.ts';
import type { Timeline } from './timeline.ts';

type CheckpointRequest = Parameters<DurableExecutionClient['checkpoint']>[0];
type CheckpointAnswer = Awaited<ReturnType<DurableExecutionClient['checkpoint']>>;
type Update = NonNullable<CheckpointRequest['Updates']>[number];
type WireOperation = NonNullable<NonNullable<CheckpointAnswer['NewExecutionState']>['Operations']>[number];

export type Execution = {
  readonly payload: string;
  readonly input: DurableExecutionInvocationInput;
  readonly operations: Map<string, WireOperation>;
  /** The invocation that runs it. Lambda has one invocation of an execution at a time, and takes checkpoints of no earlier one. */
  invokedIn: Process | undefined;
  token: number;
  closed: Readonly<{ at: number; result: string }> | undefined;
};

/** AWS's default: for so long a closed execution is known by its name. */
const retainedMs = 14 * 86_400_000;

/**
 * Lambda's side of durable functions: executions by name, and the checkpoints of their steps.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
 */
export class SimulatedExecutions {
  readonly #timeline: Timeline;
  readonly #named = new Map<string, Execution>();

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** The execution of that name, begun if there is none or if it was closed too long ago to be known. */
  named(name: string, payload: string): Execution {
    const known = this.#named.get(name);
    if (known !== undefined && !this.#isForgotten(known)) return known;
    const input = firstInput(name, payload);
    const execution: Execution = {
      payload,
      input,
      operations: new Map(),
      invokedIn: undefined,
      token: 0,
      closed: undefined,
    };
    this.#named.set(name, execution);
    return execution;
  }

  close(execution: Execution, result: string): void {
    execution.closed ??= { at: this.#timeline.now(), result };
  }

  /** The input of one invocation, with all that was recorded before. */
  inputFor(execution: Execution, process: Process): DurableExecutionInvocationInput {
    execution.invokedIn = process;
    execution.token++;
    this.#wakeUp(execution);
    const [first] = execution.input.InitialExecutionState.Operations ?? [];
    const Operations = [...(first === undefined ? [] : [first]), ...execution.operations.values()];
    return {
      ...execution.input,
      CheckpointToken: String(execution.token),
      InitialExecutionState: { Operations, NextMarker: '' },
    } as DurableExecutionInvocationInput;
  }

  /** How long the steps that are to be tried again wait still. */
  waitOf({ operations }: Execution): number {
    const moments = [...operations.values()].map(({ StepDetails }) => Number(StepDetails?.NextAttemptTimestamp ?? 0));
    return Math.max(0, ...moments.map((at) => at - this.#timeline.now()));
  }

  /** The calls of the SDK in one invocation. */
  clientOf(execution: Execution, process: Process): DurableExecutionClient {
    const token = execution.token;
    const call = async <Result>(act: () => Result): Promise<Result> => {
      await process.sleep(3);
      if (execution.token !== token) throw new Error('InvalidParameterValueException: the checkpoint token is stale');
      const result = act();
      await process.sleep(3);
      return result;
    };
    return {
      getExecutionState: () => call(() => ({ Operations: [...execution.operations.values()], NextMarker: '' })),
      checkpoint: ({ Updates = [] }) =>
        call(() => {
          for (const update of Updates) this.#update(execution, update);
          const Operations = Updates.flatMap(({ Id }) => execution.operations.get(Id ?? '') ?? []);
          return { CheckpointToken: String(token), NewExecutionState: { Operations, NextMarker: '' } };
        }),
    };
  }

  #isForgotten({ closed }: Execution): boolean {
    return closed !== undefined && this.#timeline.now() - closed.at > retainedMs;
  }

  #update({ operations }: Execution, update: Update): void {
    const { Id = '', Type, Name, SubType, Action, Payload, Error: error } = update;
    const before = operations.get(Id);
    const attempt = before?.StepDetails?.Attempt ?? 0;
    const named = { Id, Type, Name, SubType, StartTimestamp: before?.StartTimestamp ?? new Date(this.#timeline.now()) };
    const details = { Attempt: Action === 'START' ? attempt + 1 : attempt, Result: Payload, Error: error };
    const status = { START: 'STARTED', SUCCEED: 'SUCCEEDED', FAIL: 'FAILED', RETRY: 'PENDING' }[String(Action)];
    const delayMs = 1_000 * (update.StepOptions?.NextAttemptDelaySeconds ?? 0);
    const NextAttemptTimestamp = Action === 'RETRY' ? new Date(this.#timeline.now() + delayMs) : undefined;
    operations.set(Id, {
      ...named,
      Status: status,
      StepDetails: { ...details, NextAttemptTimestamp },
    } as WireOperation);
  }

  #wakeUp({ operations }: Execution): void {
    for (const [id, operation] of operations) {
      if (operation.Status === 'PENDING') operations.set(id, { ...operation, Status: 'READY' } as WireOperation);
    }
  }
}
