import { handler as create } from '../../functions/webhooks/create-webhook-endpoint.ts';
import { type Delivery, isLiving, type ReceiverAnswer } from '../../src/domain/webhook-delivery.ts';
import type { OutgoingRequest } from '../../src/runtime/http-call.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventWrites } from '../../src/store/event-writes.ts';
import { webhookDeliveries } from '../../src/store/webhook-deliveries.ts';
import { receivers } from '../../src/webhooks/receivers.ts';
import { call } from './call.ts';
import { type World, webhooksTable } from './world.ts';

/** Creates an endpoint, and returns it with its secret. */
export async function createdEndpoint(world: World, body: object = { url: 'https://example.com/webhooks' }) {
  const { json } = await call(create, world, 'POST /v1/webhook-endpoints', { body });
  return json;
}

/** Endpoints and their tombstones as the table has them. */
export const storedEndpoints = (world: World) =>
  world.dynamo.items(webhooksTable).filter(({ id }) => id === 'endpoint');

/** Stores a delivery, whatever became of it. */
export async function keepDelivery(world: World, delivery: Delivery, expiresAt = 4_000_000_000): Promise<void> {
  const io = world.io(10_000);
  const deliveries = webhookDeliveries(io);
  if (isLiving(delivery)) await deliveries.keep(delivery, expiresAt);
  else await eventWrites(io).writeToday([], deliveries.deathWrites(delivery, expiresAt));
}

export type Received = Readonly<{ url: string; request: OutgoingRequest }>;

/** Receivers of a world, which answer as a test says, and what they received. */
export function fakeReceivers(world: World, answer: (url: string) => number | Promise<number> = () => 204) {
  const received: Received[] = [];
  const send: Io['call'] = async (url, request) => {
    received.push({ url, request });
    return { status: await answer(url), headers: new Headers(), body: null };
  };
  world.overrides = { ...world.overrides, receivers: (io) => receivers(send, io) };
  return received;
}

export const answered = (status: number): ReceiverAnswer => ({ kind: 'answered', status, retryAfterMs: undefined });

/** The body of a response. Blob's own stream would take real time, which a virtual clock does not wait for. */
export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
