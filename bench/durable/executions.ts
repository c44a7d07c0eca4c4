import { randomUUID } from 'node:crypto';
import type { DurableExecutionInvocationInput, ErrorObject, WireOperation } from '@aws/durable-execution-sdk-js';

export type DurableInput = DurableExecutionInvocationInput;

/** Start or end of a step. */
type Update = Readonly<{ Id: string; Name?: string; SubType?: string; Payload?: string; Error?: ErrorObject }> &
  Readonly<{ Type: 'STEP'; Action: 'START' | 'SUCCEED' | 'FAIL' }>;

/** Result of starting an execution by name: a new execution, the result of a known one, or a conflict. */
export type StartResult =
  | Readonly<{ kind: 'new'; input: DurableInput }>
  | Readonly<{ kind: 'known'; result: string | undefined }>
  | Readonly<{ kind: 'conflict'; error: 'DurableExecutionAlreadyExists' }>;

/** Billed usage and the API calls that caused it. */
export type DurableUsage = Readonly<{
  checkpoints: number;
  /** Checkpoints that the function awaits. The SDK does not await the checkpoint of a step's start. */
  awaited: number;
  durableOperations: number;
  writtenBytes: number;
}>;

export const noDurableUsage: DurableUsage = { checkpoints: 0, awaited: 0, durableOperations: 0, writtenBytes: 0 };
const statuses = { START: 'STARTED', SUCCEED: 'SUCCEEDED', FAIL: 'FAILED' } as const;
const path = /^\/2025-12-01\/durable-executions\/([^/]+)\/(state|checkpoint)/;

const arnOf = (name: string) =>
  `arn:aws:lambda:us-east-1:000000000000:function:durable:$LATEST/durable-execution/${name}/1`;

/** Event of the first invocation of an execution. */
export const firstInput = (name: string, payload: string): DurableInput => ({
  DurableExecutionArn: arnOf(name),
  CheckpointToken: tokenOf(arnOf(name)),
  InitialExecutionState: {
    Operations: [
      {
        Id: `execution-${name}`,
        Type: 'EXECUTION',
        Status: 'STARTED',
        StartTimestamp: new Date(),
        ExecutionDetails: { InputPayload: payload },
      },
    ],
    NextMarker: '',
  },
});

/**
 * A fake of Lambda's durable execution API that supports steps. It behaves like the checkpoint server in
 * `@aws/durable-execution-sdk-js-testing` 1.1.4; execution names behave as AWS documents:
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
 */
export class DurableExecutions {
  readonly #named = new Map<string, { payload: string; result: string | undefined }>();
  readonly #operations = new Map<string, Map<string, WireOperation>>();
  #usage = noDurableUsage;

  /** Starts an execution by name. A known name returns the earlier result without running anything. */
  start(name: string, payload: string): StartResult {
    const known = this.#named.get(name);
    if (known?.payload === payload) return { kind: 'known', result: known.result };
    if (known !== undefined) return { kind: 'conflict', error: 'DurableExecutionAlreadyExists' };
    this.#named.set(name, { payload, result: undefined });
    this.#count({ durableOperations: 1, writtenBytes: Buffer.byteLength(payload) });
    return { kind: 'new', input: firstInput(name, payload) };
  }

  /** Records the result of the function. */
  finish(name: string, result: string): void {
    const known = this.#named.get(name);
    if (known === undefined) throw new Error(`There is no execution ${name}.`);
    known.result = result;
    this.#count({ writtenBytes: Buffer.byteLength(result) });
  }

  /** Handles an API call; undefined for other URLs. Accepts executions that were not started here. */
  handle(url: string, body: string): string | undefined {
    const [, arn, call] = path.exec(url) ?? [];
    if (arn === undefined) return undefined;
    const operations = this.#operationsOf(decodeURIComponent(arn));
    if (call === 'state') return wireOf({ Operations: [...operations.values()] });
    const { Updates = [] } = JSON.parse(body) as Readonly<{ Updates?: readonly Update[] }>;
    const changed = Updates.map((update) => [update.Id, updated(operations.get(update.Id), update)] as const);
    for (const [id, operation] of changed) operations.set(id, operation);
    const completed = Updates.filter(({ Action }) => Action !== 'START');
    this.#count({
      checkpoints: 1,
      awaited: completed.length === 0 ? 0 : 1,
      durableOperations: completed.length,
      writtenBytes: completed.reduce((bytes, { Payload = '' }) => bytes + Buffer.byteLength(Payload), 0),
    });
    // Only the latest state of each operation: one call may both start and complete it.
    const newest = [...new Map(changed).values()];
    return wireOf({
      CheckpointToken: tokenOf(decodeURIComponent(arn)),
      NewExecutionState: { Operations: newest },
    });
  }

  /** Usage since the last call of this method. */
  usage(): DurableUsage {
    const used = this.#usage;
    this.#usage = noDurableUsage;
    return used;
  }

  #operationsOf(arn: string): Map<string, WireOperation> {
    const operations = this.#operations.get(arn) ?? new Map<string, WireOperation>();
    this.#operations.set(arn, operations);
    return operations;
  }

  #count(used: Partial<DurableUsage>): void {
    const { checkpoints, awaited, durableOperations, writtenBytes } = { ...noDurableUsage, ...used };
    this.#usage = {
      checkpoints: this.#usage.checkpoints + checkpoints,
      awaited: this.#usage.awaited + awaited,
      durableOperations: this.#usage.durableOperations + durableOperations,
      writtenBytes: this.#usage.writtenBytes + writtenBytes,
    };
  }
}

function updated(operation: WireOperation | undefined, update: Update): WireOperation {
  const { Id, Type, Name, SubType, Action, Payload } = update;
  const StartTimestamp = operation?.StartTimestamp ?? new Date();
  const named = { Id, Type, Name, SubType, Status: statuses[Action], StartTimestamp };
  if (Action === 'START') return named;
  return { ...named, EndTimestamp: new Date(), StepDetails: { Attempt: 1, Result: Payload, Error: update.Error } };
}

/** JSON of Lambda's API, with times in seconds. */
const wireOf = (response: object) =>
  JSON.stringify(response, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1_000 : value;
  });

const tokenOf = (arn: string) =>
  Buffer.from(JSON.stringify({ executionId: arn, token: randomUUID() })).toString('base64');
