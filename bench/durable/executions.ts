import { randomUUID } from 'node:crypto';
import type { DurableExecutionInvocationInput, ErrorObject, WireOperation } from '@aws/durable-execution-sdk-js';

/** The event of a durable function. */
export type DurableInput = DurableExecutionInvocationInput;

/** One step, as the function starts it or ends it. */
type Update = Readonly<{ Id: string; Name?: string; SubType?: string; Payload?: string; Error?: ErrorObject }> &
  Readonly<{ Type: 'STEP'; Action: 'START' | 'SUCCEED' | 'FAIL' }>;

/** How an invocation by a name ends: with an execution to run, or without one. */
export type Started =
  | Readonly<{ kind: 'new'; input: DurableInput }>
  | Readonly<{ kind: 'known'; result: string | undefined }>
  | Readonly<{ kind: 'conflict'; error: 'DurableExecutionAlreadyExists' }>;

/** Lambda's charges, and the calls of its API behind them. */
export type DurableUsage = Readonly<{
  checkpoints: number;
  /** Checkpoints that the function waits for: the SDK runs a step without waiting until its start is recorded. */
  awaited: number;
  durableOperations: number;
  writtenBytes: number;
}>;

export const noDurableUsage: DurableUsage = { checkpoints: 0, awaited: 0, durableOperations: 0, writtenBytes: 0 };
const statuses = { START: 'STARTED', SUCCEED: 'SUCCEEDED', FAIL: 'FAILED' } as const;
const path = /^\/2025-12-01\/durable-executions\/([^/]+)\/(state|checkpoint)/;

const arnOf = (name: string) =>
  `arn:aws:lambda:us-east-1:000000000000:function:durable:$LATEST/durable-execution/${name}/1`;

/** The event of an execution's first invocation. */
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
 * Lambda's side of durable functions, for as much of it as steps need. Its API answers as the checkpoint server in
 * `@aws/durable-execution-sdk-js-testing` 1.1.4 does; names mean what AWS documents:
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html
 */
export class DurableExecutions {
  readonly #named = new Map<string, { payload: string; result: string | undefined }>();
  readonly #operations = new Map<string, Map<string, WireOperation>>();
  #usage = noDurableUsage;

  /** Invokes by a name. One that is known answers with what became of it, and runs nothing. */
  start(name: string, payload: string): Started {
    const known = this.#named.get(name);
    if (known?.payload === payload) return { kind: 'known', result: known.result };
    if (known !== undefined) return { kind: 'conflict', error: 'DurableExecutionAlreadyExists' };
    this.#named.set(name, { payload, result: undefined });
    this.#count({ durableOperations: 1, writtenBytes: Buffer.byteLength(payload) });
    return { kind: 'new', input: firstInput(name, payload) };
  }

  /** Takes what the function returned. */
  finish(name: string, result: string): void {
    const known = this.#named.get(name);
    if (known === undefined) throw new Error(`There is no execution ${name}.`);
    known.result = result;
    this.#count({ writtenBytes: Buffer.byteLength(result) });
  }

  /** Answers a call of the API; undefined if it is none. Executions that nobody started here are taken as begun. */
  answer(url: string, body: string): string | undefined {
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
    // The newest of each, as one call may start an operation and complete it.
    const newest = [...new Map(changed).values()];
    return wireOf({
      CheckpointToken: tokenOf(decodeURIComponent(arn)),
      NewExecutionState: { Operations: newest },
    });
  }

  /** What was used since the last time that this was asked. */
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

/** As the API of Lambda writes it: times in seconds. */
const wireOf = (answer: object) =>
  JSON.stringify(answer, function (this: Readonly<Record<string, unknown>>, key, value: unknown) {
    const original = this[key];
    return original instanceof Date ? original.getTime() / 1_000 : value;
  });

const tokenOf = (arn: string) =>
  Buffer.from(JSON.stringify({ executionId: arn, token: randomUUID() })).toString('base64');
