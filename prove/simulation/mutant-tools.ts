import type { Payment } from '../../src/domain/payment.ts';
import type { Processor } from '../../src/processor/port.ts';
import type { Processors } from '../../src/processor/routing.ts';
import type { Io } from '../../src/runtime/io.ts';
import { type Operation, PutItem, TransactWriteItems, UpdateItem } from '../../src/runtime/operations.ts';
import { type Authorizations, authorizations } from '../../src/store/authorizations.ts';
import { type DuePayments, duePayments } from '../../src/store/due-payments.ts';
import { type EventRecords, eventRecords } from '../../src/store/event-records.ts';
import { type KeyUsesTable, keyUses } from '../../src/store/key-uses.ts';
import { type PaymentSteps, paymentSteps } from '../../src/store/payment-steps.ts';
import { type Payments, payments } from '../../src/store/payments.ts';
import { watchedRefunds as refunds, type WatchedRefunds } from '../../src/store/watched-refunds.ts';
import { type WebhookDeliveries, webhookDeliveries } from '../../src/store/webhook-deliveries.ts';
import { type WebhookEndpoints, webhookEndpoints } from '../../src/store/webhook-endpoints.ts';
import type { EventBus } from '../../src/webhooks/event-bus.ts';
import { type Receivers, receivers } from '../../src/webhooks/receivers.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Mutant, Reach } from './mutant.ts';
import { isHold } from './rows.ts';

type Input = PutItem['input'] & UpdateItem['input'];
type Adjustment = Pick<Mutant, 'adjust'>;

/** A store's part with some of its calls replaced, for every invocation anew. */
const replaced =
  <Part extends object>(name: string, make: (io: Io) => Part) =>
  (change: (real: Part, reach: Reach, io: Io) => Partial<Part>): Adjustment => ({
    adjust: (io, reach) => {
      const changed = (own: Io) => {
        const real = ((io.overrides?.[name] as typeof make | undefined) ?? make)(own);
        return { ...real, ...change(real, reach, own) };
      };
      return { ...io, overrides: { ...io.overrides, [name]: changed } };
    },
  });

export const withPayments = replaced<Payments>('payments', payments);
/** A payment that holds a trip or order reads otherwise to whoever else wants that: `changed` gives it as the mutant has it. */
export const withHoldersReadAs = (changed: (holder: Payment) => Payment): Adjustment =>
  withPayments((real) => {
    let own: string | undefined;
    return {
      hold: (held, payment, free) => {
        own = payment.id;
        return real.hold(held, payment, free);
      },
      get: async (id) => {
        const payment = await real.get(id);
        const isHolder = own !== undefined && id !== own && payment !== undefined;
        return isHolder ? changed(payment) : payment;
      },
    };
  });

export const withAuthorizations = replaced<Authorizations>('authorizations', authorizations);
export const withRefunds = replaced<WatchedRefunds>('refunds', refunds);
export const withKeyUses = replaced<KeyUsesTable>('keyUses', keyUses);
export const withDuePayments = replaced<DuePayments>('due', duePayments);
export const withReceivers = replaced<Receivers>('receivers', (io) => receivers(io.call, io));
export const withDeliveries = replaced<WebhookDeliveries>('deliveries', webhookDeliveries);
export const withEndpoints = replaced<WebhookEndpoints>('endpoints', webhookEndpoints);
/** Changes nothing in stages without a bus. */
export const withEventBus = (change: (real: EventBus) => Partial<EventBus>): Adjustment => ({
  adjust: (io) => {
    const own = io.overrides?.eventBus as ((io: Io) => EventBus | undefined) | undefined;
    const changed = (of: Io) => {
      const real = own?.(of);
      return real && { ...real, ...change(real) };
    };
    return { ...io, overrides: { ...io.overrides, eventBus: changed } };
  },
});
export const withPaymentSteps = replaced<PaymentSteps>('steps', paymentSteps);
export const withEventRecords = replaced<EventRecords>('eventRecords', eventRecords);

/** The choice among processors; `withProcessor` changes each of them. */
export const withProcessors = (change: (real: Processors, io: Io) => Partial<Processors>): Adjustment => ({
  adjust: (io) => {
    const changed = (own: Io) => {
      const real = io.overrides?.processors?.(own) as Processors;
      return { ...real, ...change(real, own) };
    };
    return { ...io, overrides: { ...io.overrides, processors: changed } };
  },
});

export const withProcessor = (
  change: (real: Processor, reach: Reach) => Partial<Processor>,
): Pick<Mutant, 'processor'> => ({ processor: (real, reach) => ({ ...real, ...change(real, reach) }) });

/** The writes of a payment, told apart by what they write. */
const writes = {
  begin: ({ ConditionExpression }: Input) => ConditionExpression === 'attribute_not_exists(id)',
  'begin again': ({ ConditionExpression }: Input) => ConditionExpression?.includes('generation = :seen') === true,
  hold: ({ Item }: Input) => isHold(String(Item?.id)),
  settle: ({ UpdateExpression }: Input) => UpdateExpression?.includes('outcome = :outcome') === true,
  decide: ({ UpdateExpression }: Input) => UpdateExpression?.includes('outcome.decision = :decision') === true,
  'take over': ({ UpdateExpression }: Input) => UpdateExpression === 'SET #lease = :lease',
  'begin to close': ({ UpdateExpression }: Input) => UpdateExpression?.startsWith('SET closing') === true,
  'abandon a capture': ({ UpdateExpression }: Input) =>
    UpdateExpression?.endsWith('REMOVE closing, closing_minor') === true,
  close: ({ UpdateExpression }: Input) => UpdateExpression?.includes('closed_at') === true,
  reserve: ({ UpdateExpression }: Input) => UpdateExpression?.startsWith('SET refunds.#refund = :refund') === true,
  'record an external refund': ({ UpdateExpression }: Input) =>
    UpdateExpression?.startsWith('SET refundable_minor = refundable_minor - :amount') === true,
  refuse: ({ UpdateExpression }: Input) => UpdateExpression === 'SET refund_fence = :raised',
  'reverse a refund': ({ UpdateExpression }: Input) => UpdateExpression?.includes('reversed_at = :at') === true,
  'record disputes': ({ UpdateExpression }: Input) => UpdateExpression?.startsWith('SET disputes') === true,
  'settle a refund': ({ UpdateExpression }: Input) => UpdateExpression?.includes('refunds.#refund.settled_by') === true,
} as const;

/** One kind of write, changed on its way to the store; all else goes as it is. */
export const rewriting = (
  kind: keyof typeof writes,
  change: (input: Input, reach: Reach) => Partial<Record<keyof Input, unknown>>,
): Pick<Mutant, 'rewrite'> => ({
  rewrite: (operation, reach) => {
    if (!(operation instanceof PutItem || operation instanceof UpdateItem)) return operation;
    const input = operation.input as Input;
    if (input.TableName !== paymentsTable || !writes[kind](input)) return operation;
    const changed = { ...input, ...change(input, reach) } as never;
    return operation instanceof PutItem ? new PutItem(changed) : new UpdateItem(changed);
  },
});

export const withoutCondition = (kind: keyof typeof writes) => rewriting(kind, () => ({ ConditionExpression: '' }));

export const onCondition = (kind: keyof typeof writes, ConditionExpression: string) =>
  rewriting(kind, () => ({ ConditionExpression }));

/** The transactions that record events, without the conditions that each is new. */
export const withoutEventConditions: Pick<Mutant, 'rewrite'> = {
  rewrite: (operation: Operation) => {
    if (!(operation instanceof TransactWriteItems)) return operation;
    const items = operation.input.TransactItems ?? [];
    const TransactItems = items.map(({ Put, ...others }) =>
      Put ? { Put: { TableName: Put.TableName, Item: Put.Item } } : others,
    );
    return new TransactWriteItems({ TransactItems });
  },
};
