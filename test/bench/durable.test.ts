import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DurableExecutions, type DurableInput, firstInput, noDurableUsage } from '../../bench/durable/executions.ts';
import { type Stub, startStub } from '../../bench/dynamodb/stub.ts';
import { context } from '../support/event.ts';

describe('execution names', () => {
  const executions = new DurableExecutions();
  const first = executions.start('key', '{"amount":1}');

  it('a new name starts an execution with its payload', () => {
    expect(first).toMatchObject({ kind: 'new', input: firstInputOf('{"amount":1}') });
  });

  it('a known name starts nothing, whether its execution is running or has ended', () => {
    expect(executions.start('key', '{"amount":1}')).toEqual({ kind: 'known', result: undefined });
    executions.finish('key', '"paid"');
    expect(executions.start('key', '{"amount":1}')).toEqual({ kind: 'known', result: '"paid"' });
  });

  it('a known name with another payload is refused', () => {
    expect(executions.start('key', '{"amount":2}')).toMatchObject({ kind: 'conflict' });
  });

  it('an execution counts one durable operation and the bytes of payload and result', () => {
    const one = new DurableExecutions();
    one.start('a', '12');
    one.start('a', '12');
    one.finish('a', '345');
    expect(one.usage()).toEqual({ ...noDurableUsage, durableOperations: 1, writtenBytes: 5 });
    expect(one.usage()).toEqual(noDurableUsage);
  });
});

const firstInputOf = (InputPayload: string) => ({
  InitialExecutionState: { Operations: [{ Type: 'EXECUTION', Status: 'STARTED', ExecutionDetails: { InputPayload } }] },
});

describe('the durable functions SDK on the stub', () => {
  let stub: Stub;
  let charges: number;
  beforeAll(async () => {
    stub = await startStub();
    // The SDK keeps one client per process.
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', stub.endpoint);
  });
  beforeEach(() => {
    charges = 0;
    stub.executions.usage();
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    stub.stop();
  });

  /** A payment whose second step can be made to fail. */
  const payment = (charged: () => Promise<unknown>) =>
    withDurableExecution(async (event: { amount: number }, durable: DurableContext) => {
      const id = await durable.step('generate-id', async () => `id of ${event.amount}`);
      await durable.step('charge', async () => {
        charges += 1;
        return charged();
      });
      return { id };
    });

  /** Event of a later invocation, for which the function reads the recorded state from Lambda. */
  const again = (input: DurableInput): DurableInput => ({
    ...input,
    InitialExecutionState: { ...input.InitialExecutionState, NextMarker: 'more' },
  });

  it('each step runs once, and its result is the result of the function', async () => {
    const returned = await payment(async () => 'done')(firstInput('once', '{"amount":7}'), context);
    expect(returned).toEqual({ Status: 'SUCCEEDED', Result: '{"id":"id of 7"}' });
    expect(charges).toBe(1);
    // The start of the execution is counted by start().
    expect(stub.executions.usage()).toMatchObject({ awaited: 2, durableOperations: 2 });
  });

  it('a step with a recorded checkpoint does not run again', async () => {
    const handler = payment(async () => 'done');
    const input = firstInput('replayed', '{"amount":8}');
    await handler(input, context);
    expect(await handler(again(input), context)).toEqual({ Status: 'SUCCEEDED', Result: '{"id":"id of 8"}' });
    expect(charges).toBe(1);
  });

  it('a crash between charge and checkpoint charges twice', async () => {
    const input = firstInput('cut-off', '{"amount":9}');
    const charged = Promise.withResolvers<void>();
    const cutOff = payment(() => {
      charged.resolve();
      return new Promise(() => {});
    });
    void cutOff(input, context);
    await charged.promise;
    await payment(async () => 'done')(again(input), context);
    expect(charges).toBe(2);
  });
});
