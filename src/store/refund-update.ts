import type { Payment } from '../domain/payment.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { UpdateItem } from '../runtime/operations.ts';
import { type Conditioned, conditional } from './dynamo.ts';
import { paymentOf } from './payment-item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');
const names = {
  '#status': 'status',
  '#lease': 'lease',
  '#owner': 'owner',
  '#until': 'until',
  '#reference': 'reference',
};

/** Changes of a payment's totals by a refund. */
export const totalsAfter = {
  completed: ['refunded_minor = refunded_minor + :amount'],
  failed: ['refundable_minor = refundable_minor + :amount'],
  pending: [],
} as const;

/** Whether a write was done, and the payment as it stands after it, or without it. */
export type Changed = Readonly<{ done: boolean; payment: Payment | undefined }>;

/** One conditional write to a refund's entry in its payment's item; `#refund` is the refund's id. */
export function refundUpdate({ send }: Pick<Io, 'send'>) {
  return async function update(
    paymentId: string,
    refundId: string,
    input: Partial<UpdateItem['input']> & Conditioned,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Changed> {
    const operation = new UpdateItem({
      TableName,
      Key: { id: paymentId },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ...input,
      ExpressionAttributeNames: usedNames(input, { ...names, ...more, '#refund': refundId }),
    });
    const write = await conditional(send(operation));
    const item = write.done ? write.value.Attributes : write.stored;
    // Under the derived id of an imported order payment there is no payment, only what leads to it.
    return { done: write.done, payment: item?.status === undefined ? undefined : paymentOf(item) };
  };
}

/** DynamoDB refuses names that an expression does not use. */
function usedNames(input: Partial<UpdateItem['input']>, all: Readonly<Record<string, string>>): Record<string, string> {
  const text = `${input.UpdateExpression} ${input.ConditionExpression}`;
  return Object.fromEntries(Object.entries(all).filter(([name]) => text.includes(name)));
}
