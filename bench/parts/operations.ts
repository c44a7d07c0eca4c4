import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import type { DeployedStage } from '../subjects/deployed.ts';
import { chargeBody, eventOf, newCharge, newOrderPayment, newRefund, newTripCharge } from '../subjects/events.ts';

/** A client operation as a single invocation. */
export type Operation = Readonly<{ name: string; declared: FunctionDefinition; event: object; status: number }>;

/** The event with a fixed id, so that it can be replayed. */
const as = (id: string, event: object): object =>
  JSON.parse(JSON.stringify(event).replaceAll('%unique%', id)) as object;

const other = { ...chargeBody, amount: '26.00' };

/** All operations, ordered so that earlier ones create what later ones need. */
export function operations({ function: found }: Pick<DeployedStage, 'function'>, sample: FunctionDefinition) {
  const line = (name: string, functionName: string, event: object, status: number): Operation => ({
    name,
    declared: found(functionName),
    event,
    status,
  });
  const keyed = as('key', newCharge());
  const trip = as('trip', newTripCharge());
  const refund = as('refund', newRefund());
  const ofSample = as('key', newCharge());
  const key = { 'Idempotency-Key': 'bench-key' };
  const one = { pathParameters: { payment_id: '1' } };
  const ours = [
    line('order payment', 'create-order-payment', as('order', newOrderPayment()), 201),
    line('order payment, replay', 'create-order-payment', as('order', newOrderPayment()), 200),
    line('keyed payment', 'create-payment', keyed, 201),
    line('keyed payment, replay', 'create-payment', keyed, 201),
    line('keyed payment, mismatch', 'create-payment', eventOf('create-payment', { body: other, headers: key }), 422),
    line('trip charge', 'charge-trip', trip, 201),
    line('trip charge, replay', 'charge-trip', trip, 201),
    line('refund', 'refund-payment', refund, 200),
    line('refund, replay', 'refund-payment', refund, 200),
    line('get', 'get-payment', eventOf('get-payment', one), 200),
    line('list page of 25', 'list-payments', eventOf('list-payments', { query: { limit: '25' } }), 200),
    line('metrics', 'get-metrics', eventOf('get-metrics'), 200),
  ];
  const samples = [
    { name: 'sample: payment', event: ofSample, status: 201 },
    { name: 'sample: payment, replay', event: ofSample, status: 201 },
    { name: 'sample: mismatch', event: eventOf('create-payment', { body: other, headers: key }), status: 422 },
  ].map((each) => ({ ...each, declared: sample }));
  return [...ours, ...samples];
}

/** Payment, replay and mismatch for the durable function, which is invoked with the key as its name. */
export const durablePayments = [
  { name: 'durable function: payment', event: as('key', newCharge()), status: 201 },
  { name: 'durable function: payment, replay', event: as('key', newCharge()), status: 201 },
  { name: 'durable function: mismatch', event: as('key', eventOf('create-payment', { body: other })), status: 409 },
] as const;

/** Invocations before measuring, for functions that cache something in their first one. */
export const firstInvocations: Readonly<Record<string, object>> = {
  'list-payments': eventOf('list-payments', { query: { limit: '1' } }),
};
