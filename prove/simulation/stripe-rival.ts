import type { HttpResponse } from '../../src/http/responses.ts';
import { ProcessorTrouble } from '../../src/processor/port.ts';
import { PutItem } from '../../src/runtime/operations.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Movement } from './bank.ts';
import type { Surroundings } from './lambda.ts';
import { amountOf, answerOf, keyOf, paymentItem, type RivalEvent, refusal } from './rival-parts.ts';

/**
 * Opens and confirms a PaymentIntent in one request, by the client's key, and keeps what Stripe answers. The payment's id and
 * time are the intent's, so that an answer that Stripe replays is kept again as it was, and told in the same bytes.
 * https://docs.stripe.com/api/idempotent_requests, https://docs.stripe.com/api/payment_intents/create
 */
export async function confirmInOneCall(event: RivalEvent, around: Surroundings): Promise<HttpResponse> {
  const { io } = around;
  const intent = await created(event, around).catch((error: unknown) => {
    if (error instanceof ProcessorTrouble && error.trouble === 'contradiction') return undefined;
    throw error;
  });
  // Stripe's idempotency_error: the key was used with other parameters.
  if (intent === undefined) return refusal(422, 'idempotency_key_reused');
  const payment = paymentItem(event, `pi_${keyOf(event)}_${intent.at}`, intent.done, around);
  const kept = { ...payment, created_at: new Date(intent.at).toISOString() };
  await io.send(new PutItem({ TableName: paymentsTable, Item: kept }));
  return answerOf(kept);
}

/** One request, sent once more if its connection fails, as Stripe's library does by itself. */
async function created(event: RivalEvent, { bank, process }: Surroundings): Promise<Movement> {
  const key = keyOf(event);
  const send = () =>
    bank.call(process, () =>
      bank.confirmByKey({ kind: 'charge', key, amount: amountOf(event), paymentId: key, process }),
    );
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ProcessorTrouble) || error.trouble !== 'unknown') throw error;
    await process.sleep(500);
    return send();
  }
}
