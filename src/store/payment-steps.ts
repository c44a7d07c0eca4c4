import type { PaymentStep } from '../domain/payment-step.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { stepItemOf } from './step-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type PaymentSteps = ReturnType<typeof paymentSteps>;

/** Writes steps of payments. A step that is written again is the same item. */
export function paymentSteps({ send }: Pick<Io, 'send'>) {
  return {
    async keep(step: PaymentStep): Promise<void> {
      await attempted(send(new PutItem({ TableName, Item: stepItemOf(step) })));
    },
  };
}
