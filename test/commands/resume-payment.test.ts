import { describe, expect, it } from 'vitest';
import { handler as cancelPayment } from '../../functions/payments/cancel-payment.ts';
import { handler as capturePayment } from '../../functions/payments/capture-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as refundPayment } from '../../functions/payments/refund-payment.ts';
import { resumePayment } from '../../src/commands/resume-payment.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { type Closing, isDecided, statuses } from '../../src/domain/status.ts';
import { type Processor, ProcessorTrouble } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { doneTwice, faultAt } from '../support/attempts.ts';
import { call, type Endpoint } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { paymentsTable, World } from '../support/world.ts';

/** The sweeper's dependencies, and its calls to the processor. */
function sweeper(world: World, but: Partial<Processor> = {}) {
  const io = world.io();
  const asked: string[] = [];
  const simulated = simulatedProcessor(io);
  const processor: Processor = {
    ...simulated,
    execute: async (intent, charge) => {
      asked.push(`execute ${intent.id}`);
      return simulated.execute(intent, charge);
    },
    observe: async (intent, charge) => {
      asked.push(`observe ${intent.id}`);
      return simulated.observe(intent, charge);
    },
    refund: async (intent, charge, request) => {
      asked.push(`refund ${request.id}`);
      return simulated.refund(intent, charge, request);
    },
    observeRefund: async (intent, charge, request) => {
      asked.push(`observe ${request.id}`);
      return simulated.observeRefund(intent, charge, request);
    },
    ...but,
  };
  const services = {
    payments: payments(io),

    refunds: refunds(io),
    authorizations: authorizations(io),
    processors: onlyProcessor(processor),
    io,
  };
  return { asked, resume: (id: string) => resumePayment(id, services) };
}

/** A world whose function is killed at its nth write: before it is done, or after. Nothing of it goes on. */
function killedAt(world: World, write: number, when: 'before' | 'after'): void {
  let writes = 0;
  let killed = false;
  world.dynamo.intercept = async (command, apply) => {
    if (killed) return new Promise(() => undefined);
    killed = !('Key' in command.input && !('UpdateExpression' in command.input)) && writes++ === write;
    if (!killed) return apply();
    if (when === 'after') await apply();
    return new Promise(() => undefined);
  };
}
const revive = (world: World) => {
  world.dynamo.intercept = (_command, apply) => apply();
  world.clock.advance(60_000);
};

const closings: Readonly<Record<Closing, Endpoint>> = { capture: capturePayment, cancel: cancelPayment };
const body = { idempotency_key: 'k1', trip_id: 1, method: 'CARD' };
const id = paymentIdOfKey('anonymous', 'k1');

async function abandonedCharge(write: number, when: 'before' | 'after'): Promise<World> {
  const world = new World();
  world.call = async () => new Response('{"trip_id": 1, "status": "COMPLETED", "fare": 24.5}');
  killedAt(world, write, when);
  await call(chargeTrip, world, 'POST /v1/payments/charge', { body });
  revive(world);
  return world;
}

describe('a take-over whose answer was lost', () => {
  it('is recognised as our own, and the payment is decided', async () => {
    const world = await abandonedCharge(1, 'after');
    world.dynamo.intercept = faultAt('take over', doneTwice);
    await expect(sweeper(world).resume(id)).resolves.toBe('decided');
    expect(world.dynamo.item(paymentsTable, id)).toMatchObject({ status: 'completed' });
  });

  it('by another is not the end of it: the payment stays on the list', async () => {
    const world = await abandonedCharge(1, 'after');
    world.dynamo.intercept = faultAt('take over', async (apply) => {
      const item = world.dynamo.item(paymentsTable, id);
      world.dynamo.keep(paymentsTable, { ...item, id, lease: { owner: 'another', until: 0 } });
      return apply();
    });
    await expect(sweeper(world).resume(id)).resolves.toBe('in_flight');
  });
});

describe('a charge that nobody came back for', () => {
  it.each([
    ['after it was begun', 0, 'after', 'not_ours'],
    ['before it held its trip', 1, 'before', 'not_ours'],
    ['after it held its trip', 1, 'after', 'decided'],
    ['after the processor charged', 2, 'before', 'decided'],
    ['after it was settled', 2, 'after', 'decided'],
  ] as const)(
    'killed %s is finished by one charge, or left if no money can have moved',
    async (_, write, when, came) => {
      const world = await abandonedCharge(write, when);
      const { asked, resume } = sweeper(world);
      expect(await resume(id)).toBe(came);
      expect(await resume(id)).toBe(came);
      const finished = came === 'decided';
      expect(world.dynamo.item(paymentsTable, id)?.status).toBe(finished ? 'completed' : 'processing');
      expect(asked).toEqual(finished && (write !== 2 || when === 'before') ? [`observe pay:${id}:0`] : []);
      // Its own retry comes to the same payment, and another key for the trip to none.
      const retried = await call(chargeTrip, world, 'POST /v1/payments/charge', { body });
      expect([retried.status, retried.json.payment_id, retried.json.amount]).toEqual([201, id, 24.5]);
      const other = await call(chargeTrip, world, 'POST /v1/payments/charge', {
        body: { ...body, idempotency_key: 'k2' },
      });
      expect([other.status, other.json.payment_id]).toEqual([409, id]);
    },
  );

  it.each(statuses.filter((status) => !isDecided(status)))('in status %s is finished by one charge', async (status) => {
    const world = await abandonedCharge(2, 'before');
    world.dynamo.keep(paymentsTable, { ...world.dynamo.item(paymentsTable, id), id, status });
    const { asked, resume } = sweeper(world);
    expect([await resume(id), asked]).toEqual(['decided', [`observe pay:${id}:0`]]);
    expect(world.dynamo.item(paymentsTable, id)).toMatchObject({ status: 'completed' });
  });

  it('of which nothing is stored is none', async () => {
    const { asked, resume } = sweeper(new World());
    expect([await resume(id), asked]).toEqual(['decided', []]);
  });

  it('is left alone while its lease holds', async () => {
    const world = await abandonedCharge(2, 'before');
    world.clock.advance(-60_000);
    const { asked, resume } = sweeper(world);
    expect([await resume(id), asked]).toEqual(['in_flight', []]);
  });

  it('and whose trip somebody else wants is finished by them', async () => {
    const world = await abandonedCharge(2, 'before');
    const other = await call(chargeTrip, world, 'POST /v1/payments/charge', {
      body: { ...body, idempotency_key: 'k2' },
    });
    expect([other.status, other.json.code, other.json.payment_id]).toEqual([409, 'trip_already_paid', id]);
    expect(world.dynamo.item(paymentsTable, id)).toMatchObject({ status: 'completed', trip_index: '1' });
  });
});

describe('a refund that nobody came back for', () => {
  it.each([
    ['after it was reserved', 1, 'after', 1],
    ['after the processor gave it back', 2, 'before', 1],
    ['after it was settled', 2, 'after', 0],
  ] as const)('killed %s goes back once', async (_, write, when, asks) => {
    const { world, id: paid } = await worldWith();
    killedAt(world, write, when);
    await call(refundPayment, world, `POST /v1/payments/${paid}/refund`, {
      body: { amount: 30, idempotency_key: 'r1' },
    });
    revive(world);
    const { asked, resume } = sweeper(world);
    expect([await resume(paid), await resume(paid)]).toEqual(['decided', 'decided']);
    expect(asked).toHaveLength(asks);
    expect(world.dynamo.item(paymentsTable, paid)).toMatchObject({ refunded_minor: 3000, refundable_minor: 7000 });
  });
});

async function abandonedClosing(closing: Closing, fields: object = {}) {
  const { world, id: authorized } = await worldWith({ capture: false, ...fields });
  killedAt(world, 0, 'after');
  await call(closings[closing], world, `POST /v1/payments/${authorized}/${closing}`);
  revive(world);
  return { world, authorized };
}

describe('a capture that nobody came back for', () => {
  it.each(['capture', 'cancel'] as const)('or a cancellation is finished: %s', async (closing) => {
    const { world, authorized } = await abandonedClosing(closing);
    expect(await sweeper(world).resume(authorized)).toBe('decided');
    const status = closing === 'capture' ? 'completed' : 'cancelled';
    expect(world.dynamo.item(paymentsTable, authorized)).toMatchObject({ status, closing });
  });

  it.each(['capture', 'cancel'] as const)('is left alone while its lease holds: %s', async (closing) => {
    const { world, authorized } = await abandonedClosing(closing);
    world.clock.advance(-60_000);
    expect(await sweeper(world).resume(authorized)).toBe('in_flight');
    expect(world.dynamo.item(paymentsTable, authorized)).toMatchObject({ status: 'authorized', closing });
  });

  it('is finished if the processor refuses it for good, and stays for the next run if the processor is silent', async () => {
    const refused = await abandonedClosing('capture', { payment_method: 'pm_capture_refused' });
    expect(await sweeper(refused.world).resume(refused.authorized)).toBe('decided');
    const silent = await abandonedClosing('capture');
    const { resume } = sweeper(silent.world, {
      capture: () => Promise.reject(new ProcessorTrouble('unknown', 'silent')),
    });
    await expect(resume(silent.authorized)).rejects.toMatchObject({ code: 'processor_unavailable' });
    expect(silent.world.dynamo.item(paymentsTable, silent.authorized)).toMatchObject({ status: 'authorized' });
  });
});
