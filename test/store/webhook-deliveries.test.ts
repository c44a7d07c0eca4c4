import { expect, it } from 'vitest';
import { afterAttempt, begunAgain } from '../../src/domain/delivery-schedule.ts';
import { isLiving, newDelivery, type ReceiverAnswer } from '../../src/domain/webhook-delivery.ts';
import type { Operation } from '../../src/runtime/operations.ts';
import { webhookDeliveries } from '../../src/store/webhook-deliveries.ts';
import { keepDelivery } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

const gone: ReceiverAnswer = { kind: 'answered', status: 410, retryAfterMs: undefined };
const event = { id: 'p1:payment.completed:0', type: 'payment.completed', at: '2026-11-21T11:00:00.000Z' };

/** A delivery that died, and its list of the dead. `held`: writes that are on their way as long as a test wants. */
async function deadDelivery() {
  const world = new World();
  const now = world.clock.now();
  const dead = afterAttempt(newDelivery('we_1', event), { answer: gone, now, random: 0 });
  await keepDelivery(world, dead);
  const io = world.io();
  const held: Operation[] = [];
  const holding = webhookDeliveries({
    send: ((operation: Operation) => {
      held.push(operation);
      return Promise.resolve({});
    }) as never,
  });
  const arrive = async () => {
    for (const operation of held.splice(0)) await io.send(operation as never).catch((error: unknown) => error);
  };
  const deliveries = webhookDeliveries(io);
  const listed = async () => (await deliveries.list('we_1', { limit: 10, dead: true })).map(({ revision }) => revision);
  return { world, now, dead, deliveries, holding, arrive, listed };
}

it('a delivery that is begun again is not among the dead any more', async () => {
  const { now, dead, deliveries, listed } = await deadDelivery();
  const begun = begunAgain(dead, now);
  await deliveries.keep(begun, 0);
  await deliveries.revive(begun);
  expect(await listed()).toEqual([]);
});

it('a delivery that is dead again stays among the dead when the delete of its first row arrives late', async () => {
  const { world, now, dead, deliveries, holding, arrive, listed } = await deadDelivery();
  const begun = begunAgain(dead, now);
  await deliveries.keep(begun, 0);
  await holding.revive(begun);
  const deadAgain = afterAttempt(begun, { answer: gone, now, random: 0 });
  await keepDelivery(world, deadAgain);
  await arrive();
  expect([isLiving(deadAgain), await listed()]).toEqual([false, [deadAgain.revision]]);
});

it('a death that arrives a second time, after the delivery was begun again, puts nothing among the dead', async () => {
  const { world, now, dead, deliveries, listed } = await deadDelivery();
  const begun = begunAgain(dead, now);
  await deliveries.keep(begun, 0);
  await deliveries.revive(begun);
  await keepDelivery(world, dead);
  expect([await listed(), (await deliveries.get('we_1', event))?.state.status]).toEqual([[], 'pending']);
});
