import { createPayment } from '../../src/commands/create-payment.ts';
import type { WantedPayment } from '../../src/domain/payment-fields.ts';
import type { Processor } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Item } from '../../src/store/item.ts';
import { payments } from '../../src/store/payments.ts';
import { dynamoError } from './dynamo-errors.ts';
import type { Intercept, Operation } from './memory-dynamo.ts';
import { wanted } from './payments.ts';
import { paymentsTable, type World } from './world.ts';

type Wanted = Readonly<{ wanted?: WantedPayment; waitMs?: number; io?: Io; keySpace?: string }>;

/** One invocation that wants a payment, of a processor that a test decides for. */
export function pay(
  world: World,
  processor: Processor,
  { wanted: what = wanted(), waitMs = 2_000, io = world.io(), keySpace = '' }: Wanted = {},
) {
  const services = {
    payments: payments(io),
    processors: onlyProcessor(processor, keySpace),
    io,
    orderGuard: false,
  };
  return createPayment(what, services, waitMs);
}

/** The world as a stage with that processor, for calls of handlers. */
export const stageWith = (world: World, processor: Processor): Pick<World, 'io'> => ({
  io: (timeOut) => ({ ...world.io(timeOut), overrides: { processors: () => onlyProcessor(processor) } }),
});

export const stored = (world: World, id: string = wanted().id): Item | undefined =>
  world.dynamo.item(paymentsTable, id);

/** Which of the writes of a payment a call is. */
export function stepOf(operation: Operation): 'begin' | 'begin again' | 'take over' | 'settle' | 'release' | 'read' {
  const { input } = operation;
  const update = 'UpdateExpression' in input ? input.UpdateExpression : undefined;
  if (update?.startsWith('SET #status')) return 'settle';
  if (update === 'SET #lease = :lease') return 'take over';
  if (update === 'SET #lease.#until = :until') return 'release';
  if (!('ConditionExpression' in input)) return 'read';
  return input.ConditionExpression === 'attribute_not_exists(id)' ? 'begin' : 'begin again';
}

export type Step = ReturnType<typeof stepOf>;
type Fault = (apply: () => Promise<Item>) => Promise<Item>;

/** A fault in the first of such steps; everything else goes through. */
export function faultAt(step: Step, fault: Fault): Intercept {
  let due = true;
  return async (operation, apply) => {
    if (!due || stepOf(operation) !== step) return apply();
    due = false;
    return fault(apply);
  };
}

const timeOut = () => Object.assign(new Error('injected'), { name: 'TimeoutError' });

/** It is done, but the client did not hear so, and does it again. */
export const doneTwice: Fault = async (apply) => {
  await apply();
  return apply();
};

/** It is done, but nobody hears so. */
export const answerLost: Fault = async (apply) => {
  await apply();
  throw timeOut();
};

/** It is not done. */
export const notDone: Fault = () => Promise.reject(dynamoError('InternalServerError'));
