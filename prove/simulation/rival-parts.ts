import { createHash } from 'node:crypto';
import { type HttpResponse, json } from '../../src/http/responses.ts';
import { GetItem, PutItem, TransactWriteItems } from '../../src/runtime/operations.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Surroundings } from './lambda.ts';
import type { SimulatedItem } from './operands.ts';

/** The part of the event that a rival reads: the key in the header, and an amount. */
export type RivalEvent = Readonly<{ headers: Readonly<{ 'idempotency-key': string }>; body: string }>;
export const recordsTable = 'idempotency';

export const keyOf = ({ headers }: RivalEvent) => headers['idempotency-key'];
export const amountOf = ({ body }: RivalEvent) => BigInt(Math.round(Number(JSON.parse(body).amount) * 100));

/** Charges by the caller's own key if it is passed on, else by the payment's id, as the samples do. */
async function charge(event: RivalEvent, paymentId: string, isPassedOn: boolean, { bank, process }: Surroundings) {
  const key = keyOf(event);
  const asked = { kind: 'charge', key: isPassedOn ? key : paymentId, amount: amountOf(event) } as const;
  return bank.call(process, () => bank.moveByKey({ ...asked, paymentId: key, process }));
}

export function paymentItem(event: RivalEvent, id: string, done: boolean, { io }: Surroundings): SimulatedItem {
  const amount = Number(amountOf(event));
  return {
    id,
    status: done ? 'completed' : 'failed',
    idempotency_key: keyOf(event),
    amount_minor: amount,
    currency: 'USD',
    outcome: { status: done ? 'completed' : 'failed' },
    refundable_minor: done ? amount : 0,
    refunded_minor: 0,
    refunds: {},
    generation: 0,
    created_at: new Date(io.now()).toISOString(),
  };
}

export const answerOf = ({ id, status, amount_minor: amount, created_at }: SimulatedItem): HttpResponse =>
  json(status === 'completed' ? 201 : 402, {
    payment_id: id,
    status: status === 'completed' ? 'SUCCESS' : 'FAILED',
    amount: Number(amount) / 100,
    created_at,
  });

/** The sample: charge, keep the payment under a new id, answer. */
export async function chargeAndPut(
  event: RivalEvent,
  isPassedOn: boolean,
  around: Surroundings,
): Promise<HttpResponse> {
  const id = around.io.newId();
  const { done } = await charge(event, id, isPassedOn, around);
  const payment = paymentItem(event, id, done, around);
  await around.io.send(new PutItem({ TableName: paymentsTable, Item: payment }));
  return answerOf(payment);
}

/** Looks for the key's record; charges if there is none; then record, payment and counter in one transaction. */
export async function chargeAndTransact(event: RivalEvent, around: Surroundings): Promise<HttpResponse> {
  const { io } = around;
  const fingerprint = createHash('sha256').update(event.body).digest('hex');
  const known = await recorded(event, fingerprint, around);
  if (known !== undefined) return known;
  const id = io.newId();
  const { done } = await charge(event, id, true, around);
  const payment = paymentItem(event, id, done, around);
  const answer = answerOf(payment);
  const record = { id: keyOf(event), fingerprint, statusCode: answer.statusCode, body: answer.body };
  try {
    await io.send(
      new TransactWriteItems({
        TransactItems: [
          { Put: { TableName: recordsTable, Item: record, ConditionExpression: 'attribute_not_exists(id)' } },
          { Put: { TableName: paymentsTable, Item: payment, ConditionExpression: 'attribute_not_exists(id)' } },
          counted(payment),
        ],
      }),
    );
    return answer;
  } catch (error) {
    // Another try was quicker, or this is our own write, sent again: either way its record has the answer.
    if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') throw error;
    const written = await recorded(event, fingerprint, around);
    if (written === undefined) throw error;
    return written;
  }
}

const counted = ({ amount_minor: amount }: SimulatedItem) => ({
  Update: {
    TableName: recordsTable,
    Key: { id: 'counter' },
    UpdateExpression: 'ADD charged :amount',
    ExpressionAttributeValues: { ':amount': amount },
  },
});

async function recorded(
  event: RivalEvent,
  fingerprint: string,
  { io }: Surroundings,
): Promise<HttpResponse | undefined> {
  const get = new GetItem({ TableName: recordsTable, Key: { id: keyOf(event) }, ConsistentRead: true });
  const { Item: record } = await io.send(get);
  if (record === undefined) return undefined;
  if (record.fingerprint !== fingerprint) return refusal(422, 'idempotency_key_reused');
  return { ...json(Number(record.statusCode), {}), body: String(record.body) };
}

/** A refusal in the form that the checks read. */
export const refusal = (status: number, code: string, headers: Record<string, string> = {}): HttpResponse =>
  json(status, { type: 'about:blank', code }, headers);
