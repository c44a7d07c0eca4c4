import { type DurableContext, withDurableExecution } from '@aws/durable-execution-sdk-js';
import type { HttpResponse } from '../../src/http/responses.ts';
import { PutItem } from '../../src/runtime/operations.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Bank } from './bank.ts';
import { type Execution, SimulatedExecutions } from './durable-executions.ts';
import type { Surroundings } from './lambda.ts';
import type { SimulatedItem } from './operands.ts';
import { amountOf, answerOf, keyOf, paymentItem, type RivalEvent, refusal } from './rival-parts.ts';

/** Those of each run. */
const executionsOf = new WeakMap<Bank, SimulatedExecutions>();

/**
 * A charge as a durable function, by AWS's own SDK: the key is the name of the execution. The steps are those of AWS's best
 * practices, with the default semantics, at least once, and the default retries. `isPassedOn`: the id that the first step
 * makes is also the key by which the processor is asked.
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-best-practices.html
 */
export const byDurableFunction =
  (isPassedOn: boolean) =>
  async (event: RivalEvent, around: Surroundings): Promise<HttpResponse> => {
    const { bank, process } = around;
    const executions = executionsOf.get(bank) ?? new SimulatedExecutions(bank.services.timeline);
    executionsOf.set(bank, executions);
    const execution = executions.named(keyOf(event), event.body);
    // DurableExecutionAlreadyExists
    if (execution.payload !== event.body) return refusal(422, 'idempotency_key_reused');
    for (;;) {
      if (execution.closed !== undefined) return answered(execution.closed.result);
      // A second call of the same name attaches to the execution that runs.
      if (isRunning(execution, around)) await process.sleep(50);
      else await invoked(execution, executions, { event, around, isPassedOn });
    }
  };

/** An invocation that ended without a result is followed by another: here by the next call for the execution. */
const isRunning = ({ invokedIn }: Execution, { process }: Surroundings): boolean =>
  invokedIn !== undefined && invokedIn !== process && !invokedIn.isDead && !invokedIn.answered;

type DurableInvocation = Readonly<{ event: RivalEvent; around: Surroundings; isPassedOn: boolean }>;

async function invoked(
  execution: Execution,
  executions: SimulatedExecutions,
  invocation: DurableInvocation,
): Promise<void> {
  const { process, context } = invocation.around;
  await process.sleep(executions.waitOf(execution));
  const input = executions.inputFor(execution, process);
  const durableExecutionClient = executions.clientOf(execution, process);
  const handler = withDurableExecution((_event, steps: DurableContext) => charged(invocation, steps), {
    durableExecutionClient,
  });
  const output = await handler(input, context);
  if (output.Status === 'SUCCEEDED') executions.close(execution, output.Result ?? '');
  // Out of retries: the execution has failed for good, and its name says so for as long as it is kept.
  if (output.Status === 'FAILED') executions.close(execution, '');
}

async function charged(
  { event, around, isPassedOn }: DurableInvocation,
  steps: DurableContext,
): Promise<SimulatedItem> {
  const { bank, process, io } = around;
  const id = await steps.step('generate-transaction-id', async () => io.newId());
  const asked = { kind: 'charge', key: id, amount: amountOf(event), paymentId: keyOf(event), process } as const;
  const { done, at } = await steps.step('process-payment', async () => {
    const charge = () => (isPassedOn ? bank.moveByKey(asked) : bank.move(asked, bank.approves('charge')));
    // Only these fields of a movement can be serialised.
    const { done, at } = await bank.call(process, charge);
    return { done, at };
  });
  return steps.step('record-payment', async () => {
    const payment = { ...paymentItem(event, id, done, around), created_at: new Date(at).toISOString() };
    await io.send(new PutItem({ TableName: paymentsTable, Item: payment }));
    return payment;
  });
}

const answered = (result: string): HttpResponse =>
  result === '' ? refusal(503, 'unavailable', { 'Retry-After': '60' }) : answerOf(JSON.parse(result) as SimulatedItem);
