import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware';
import middy, { type MiddlewareObj } from '@middy/core';
import type { HttpResponse } from '../../src/http/responses.ts';
import type { Random } from '../../test/support/random.ts';
import { type Design, ours } from './design.ts';
import { byDurableFunction } from './durable-rival.ts';
import type { Surroundings } from './lambda.ts';
import type { Wish } from './operations.ts';
import { chargeAndPut, chargeAndTransact, type RivalEvent, recordsTable, refusal } from './rival-parts.ts';
import { sdkClient } from './sdk-client.ts';
import { confirmInOneCall } from './stripe-rival.ts';
import { payByKey } from './wishes.ts';
import type { Workload } from './workload.ts';

/** Another common way to charge once, and what it is in a sentence. */
export type Rival = Readonly<{ name: string; what: string; design: Design }>;

/** Keyed charges alone, because that is what the samples do: clients that race, come back, and use a key twice. */
function keyedCharges(random: Random): Workload {
  const dense = random.whole(2) === 0;
  const keys = Array.from({ length: 1 + random.whole(2) }, (_, number) => `k${number}`);
  const wishes = keys.flatMap((key) => [
    ...Array.from({ length: 1 + random.whole(dense ? 4 : 2) }, () => payByKey(key, '25.00')),
    ...(random.whole(3) === 0 ? [payByKey(key, '26.00')] : []),
  ]);
  return { profile: 'keys', dense, orderGuard: false, wishes, abandoned: new Set() };
}

/** Powertools' own store of records. */
const storeOf = ({ client }: Surroundings): DynamoDBPersistenceLayer =>
  new DynamoDBPersistenceLayer({ tableName: recordsTable, awsSdkV3Client: sdkClient(client) as never });

/** As the documentation has it, with the validation of the payload that a careful user adds. */
const configured = () =>
  new IdempotencyConfig({
    eventKeyJmesPath: 'headers."idempotency-key"',
    payloadValidationJmesPath: 'body',
    throwOnNoIdempotencyKey: true,
  });

type Handle = (event: RivalEvent, around: Surroundings) => Promise<HttpResponse>;

const byMiddy =
  (isPassedOn: boolean): Handle =>
  (event, around) =>
    middy<RivalEvent, HttpResponse>()
      .use(
        makeHandlerIdempotent({ persistenceStore: storeOf(around), config: configured() }) as never as MiddlewareObj<
          RivalEvent,
          HttpResponse
        >,
      )
      .handler((given: RivalEvent) => chargeAndPut(given, isPassedOn, around))(event, around.context);

const byWrapper =
  (isPassedOn: boolean): Handle =>
  (event, around) => {
    const handler = async (given: RivalEvent, _context: unknown) => chargeAndPut(given, isPassedOn, around);
    return makeIdempotent(handler, { persistenceStore: storeOf(around), config: configured() })(event, around.context);
  };

/** Answers the library's errors as a careful user would: come again, or never with this payload. */
async function answered(handle: Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await handle;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'IdempotencyAlreadyInProgressError') return refusal(409, 'in_progress', { 'Retry-After': '1' });
    if (name === 'IdempotencyValidationError') return refusal(422, 'idempotency_key_reused');
    return refusal(503, 'unavailable', { 'Retry-After': '1' });
  }
}

const designOf = (handle: Handle): Design => ({
  workloadOf: keyedCharges,
  hasWorkers: false,
  // A processor that refuses an amount is no harm by itself, if the caller's key is all that it was given.
  // Nor do its payments say by which request to the processor they failed.
  exempt: ['same request to the processor', 'a no has a reason'],
  answer: ({ identity, body }, around) => {
    const { amount } = body as Readonly<{ amount: string }>;
    const event = { headers: { 'idempotency-key': identity }, body: JSON.stringify({ amount }) };
    return answered(handle(event, around));
  },
  answered: (wish: Wish, body: string) => ({ ...wish, paymentId: String(JSON.parse(body).payment_id) }),
});

export const rivals: readonly Rival[] = [
  {
    name: 'middy',
    what: "Powertools' Middy middleware (makeHandlerIdempotent), random payment id",
    design: designOf(byMiddy(false)),
  },
  {
    name: 'middy-key-passed-on',
    what: 'the same, and the key is passed on to the processor',
    design: designOf(byMiddy(true)),
  },
  {
    name: 'wrapper',
    what: "Powertools' wrapper (makeIdempotent), random payment id",
    design: designOf(byWrapper(false)),
  },
  {
    name: 'wrapper-key-passed-on',
    what: 'the same, and the key is passed on to the processor',
    design: designOf(byWrapper(true)),
  },
  {
    name: 'transaction',
    what: 'Look up, charge (key passed on), then record + payment + counter in one TransactWriteItems',
    design: designOf(chargeAndTransact),
  },
  {
    name: 'stripe-in-one-call',
    what: "Stripe in one call (create with confirm), the client's key as its idempotency key, then the payment",
    design: designOf(confirmInOneCall),
  },
  {
    name: 'durable',
    what: 'AWS Lambda durable functions: execution name = key, the charge in a step with the default semantics',
    design: designOf(byDurableFunction(false)),
  },
  {
    name: 'durable-id-passed-on',
    what: 'the same, and the id that a step makes is passed on to the processor',
    design: designOf(byDurableFunction(true)),
  },
  { name: 'ours', what: 'This service, on the same requests', design: { ...ours, workloadOf: keyedCharges } },
];
