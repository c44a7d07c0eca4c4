import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DurableExecutions, type DurableInput, firstInput, noDurableUsage } from '../../bench/durable/executions.ts';
import { type Stub, startStub } from '../../bench/dynamodb/stub.ts';
import { context } from '../support/event.ts';

describe('an execution name', () => {
  const executions = new DurableExecutions();
  const first = executions.start('key', '{"amount":1}');

  it('starts an execution with its payload when it is new', () => {
    expect(first).toMatchObject({ kind: 'new', input: firstInputOf('{"amount":1}') });
  });

  it('starts nothing again while the execution runs, or when it has ended', () => {
    expect(executions.start('key', '{"amount":1}')).toEqual({ kind: 'known', result: undefined });
    executions.finish('key', '"paid"');
    expect(executions.start('key', '{"amount":1}')).toEqual({ kind: 'known', result: '"paid"' });
  });

  it('is refused with another payload', () => {
    expect(executions.start('key', '{"amount":2}')).toMatchObject({ kind: 'conflict' });
  });

  it('counts one durable operation and the bytes of payload and result', () => {
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

describe('the SDK of durable functions on the stub', () => {
  let stub: Stub;
  let charges: number;
  beforeAll(async () => {
    stub = await startStub();
    // The SDK keeps one client for as long as the process.
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

  /** A payment whose second step may end in another way than with its answer. */
  const payment = (charged: () => Promise<unknown>) =>
    withDurableExecution(async (event: { amount: number }, durable: DurableContext) => {
      const id = await durable.step('generate-id', async () => `id of ${event.amount}`);
      await durable.step('charge', async () => {
        charges += 1;
        return charged();
      });
      return { id };
    });

  /** The event of a later invocation, which reads what was recorded from Lambda. */
  const again = (input: DurableInput): DurableInput => ({
    ...input,
    InitialExecutionState: { ...input.InitialExecutionState, NextMarker: 'more' },
  });

  it('runs each step once, and its result is that of the function', async () => {
    const returned = await payment(async () => 'done')(firstInput('once', '{"amount":7}'), context);
    expect(returned).toEqual({ Status: 'SUCCEEDED', Result: '{"id":"id of 7"}' });
    expect(charges).toBe(1);
    // The start of the execution is counted where it is started.
    expect(stub.executions.usage()).toMatchObject({ awaited: 2, durableOperations: 2 });
  });

  it('runs no step again whose checkpoint Lambda has', async () => {
    const handler = payment(async () => 'done');
    const input = firstInput('replayed', '{"amount":8}');
    await handler(input, context);
    expect(await handler(again(input), context)).toEqual({ Status: 'SUCCEEDED', Result: '{"id":"id of 8"}' });
    expect(charges).toBe(1);
  });

  it('charges again after it was cut off between its charge and the checkpoint of that', async () => {
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
