import { describe, expect, it } from 'vitest';
import { handler as cancelPayment } from '../../functions/payments/cancel-payment.ts';
import { handler as capturePayment } from '../../functions/payments/capture-payment.ts';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { resumePayment } from '../../src/commands/resume-payment.ts';
import type { Observation } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { stageWith } from '../support/attempts.ts';
import { call } from '../support/call.ts';
import { fails, refuses, reserves, ScriptedProcessor, type Step, takes } from '../support/scripted-processor.ts';
import { paymentsTable, World } from '../support/world.ts';

const dead: Step<Observation> = () => ({ state: 'dead', code: 'authorization_expired', raw: 'expired' });

/** An authorized payment of a trip, at a processor that closes it by a script. */
async function authorized(script: ConstructorParameters<typeof ScriptedProcessor>[0]) {
  const world = new World();
  const processor = new ScriptedProcessor(script);
  const stage = stageWith(world, processor);
  const make = (key: string) =>
    call(create, stage, 'POST /v1/payments', {
      body: { amount: '25.00', idempotency_key: key, trip_id: '7', capture: false },
    });
  const id = String((await make('k1')).json.payment_id);
  processor.calls.length = 0;
  const io = world.io();
  const stores = {
    payments: payments(io),

    refunds: refunds(io),
    authorizations: authorizations(io),
  };
  return {
    world,
    processor,
    make,
    capture: (amount?: string) =>
      call(capturePayment, stage, `POST /v1/payments/${id}/capture`, { body: amount === undefined ? {} : { amount } }),
    cancel: () => call(cancelPayment, stage, `POST /v1/payments/${id}/cancel`),
    resume: () => resumePayment(id, { ...stores, processors: onlyProcessor(processor), io: world.io() }),
    stored: () => world.dynamo.item(paymentsTable, id),
  };
}

describe('a capture that the processor refuses for good', () => {
  it('leaves the payment authorized, so that it can be cancelled', async () => {
    const { capture, cancel, stored } = await authorized({ capture: [reserves()] });
    expect((await capture()).json).toMatchObject({ status: 409, code: 'capture_refused' });
    expect(stored()).toMatchObject({ status: 'authorized', refundable_minor: 0 });
    for (const name of ['closing', 'closed_at']) expect(stored()).not.toHaveProperty(name);
    expect((await cancel()).json).toMatchObject({ status: 'FAILED' });
    expect(stored()).toMatchObject({ status: 'cancelled', closing: 'cancel' });
  });

  it('is not done after all when a copy of the write that began it arrives late', async () => {
    const { world, capture, resume, stored, processor } = await authorized({ capture: [reserves()] });
    const copies: (() => Promise<unknown>)[] = [];
    world.dynamo.intercept = async ({ input }, apply) => {
      if ('UpdateExpression' in input && input.UpdateExpression?.startsWith('SET closing')) copies.push(apply);
      return apply();
    };
    await capture();
    expect(copies).toHaveLength(1);
    await copies[0]?.().catch(() => undefined);
    world.clock.advance(60_000);
    await resume();
    expect(processor.asked()).toEqual(['capture']);
    expect(stored()).toMatchObject({ status: 'authorized' });
    expect(stored()).not.toHaveProperty('closing');
  });

  it('may be tried again', async () => {
    const { capture } = await authorized({ capture: [reserves()] });
    await capture();
    expect((await capture()).json).toMatchObject({ status: 'SUCCESS' });
  });

  it('is not told to be refused by a look that contradicts the state that the capture met: a replica lags behind', async () => {
    const { capture, processor, stored } = await authorized({
      capture: [fails('wrong_state'), fails('wrong_state')],
      observe: [reserves(), takes()],
    });
    expect((await capture()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(stored()).toMatchObject({ status: 'authorized', closing: 'capture' });
    expect((await capture()).json).toMatchObject({ status: 'SUCCESS' });
    expect(processor.asked()).toEqual(['capture', 'observe', 'capture', 'observe']);
  });
});

describe('an authorization that a person captures by another amount while a request closes it', () => {
  const captured =
    (minor: bigint): Step<Observation> =>
    ({ charge: { amount } }) => ({
      state: 'captured',
      captured: { ...amount, minor },
      reference: 'PAY-1',
      fee: undefined,
    });
  const byHand = (minor: bigint) =>
    authorized({ capture: [fails('wrong_state')], fence: [fails('wrong_state')], observe: [captured(minor)] });

  it.each([
    ['10.00', 1_000n, { status: 'SUCCESS', refundable_amount: 10 }],
    ['25.00', 1_000n, { status: 409, code: 'wrong_state', captured_amount: '10.00' }],
    ['10.00', 2_500n, { status: 409, code: 'wrong_state', captured_amount: '25.00' }],
  ])('a capture of %s finds %i, and is told so; it is not repeated for ever', async (amount, minor, answer) => {
    const { capture, stored } = await byHand(minor);
    expect((await capture(amount)).json).toMatchObject(answer);
    expect(stored()).toMatchObject({ status: 'completed', refundable_minor: Number(minor) });
    expect((await capture(amount)).json).toMatchObject(answer);
  });

  it('a cancellation is told that it came too late', async () => {
    const { cancel, stored } = await byHand(1_000n);
    expect((await cancel()).json).toMatchObject({ status: 409, code: 'wrong_state' });
    expect(stored()).toMatchObject({ status: 'completed', refundable_minor: 1_000 });
  });

  it.each([
    ['more than was authorized', { capture: [fails('wrong_state')], observe: [captured(2_501n)] }],
    ['another amount as the answer to our own capture', { capture: [captured(1_000n)] }],
  ])('%s decides nothing, and calls a person', async (_what, script) => {
    const { capture, stored } = await authorized(script);
    expect((await capture()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(stored()).toMatchObject({ status: 'authorized', closing: 'capture' });
  });
});

describe('a capture that is refused after another request has taken it over', () => {
  it('is not told to be refused, because the other one may still take the money', async () => {
    const takenOver: Step<Observation> = async (asked) => {
      stage.world.clock.advance(60_000);
      await stage.resume().catch(() => undefined);
      return reserves()(asked);
    };
    const stage = await authorized({ capture: [takenOver, fails()] });
    expect((await stage.capture()).json).toMatchObject({ status: 409, code: 'concurrent_update' });
    expect(stage.stored()).toMatchObject({ status: 'authorized', closing: 'capture' });
    expect((await stage.capture()).json).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('a capture that is refused after a request for it that got no answer', () => {
  it('lets the authorization go, because the first request may still arrive', async () => {
    const { capture, processor, stored, make } = await authorized({ capture: [fails(), reserves()] });
    expect((await capture()).status).toBe(503);
    for (const _time of [1, 2]) {
      expect((await capture()).json).toMatchObject({ status: 409, code: 'capture_refused' });
    }
    expect(processor.asked()).toEqual(['capture', 'capture', 'fence']);
    expect(stored()).toMatchObject({ status: 'cancelled', closing: 'capture', refundable_minor: 0 });
    expect(stored()).not.toHaveProperty('expired_at');
    expect((await make('k2')).status).toBe(201);
  });

  it('is done if the first request arrives before that', async () => {
    const { capture, stored } = await authorized({
      capture: [fails(), reserves()],
      fence: [fails('wrong_state')],
      observe: [takes()],
    });
    await capture();
    expect((await capture()).json).toMatchObject({ status: 'SUCCESS', refundable_amount: 25 });
    expect(stored()).toMatchObject({ status: 'completed', closing: 'capture' });
  });

  it('is 503 as long as the authorization is not let go', async () => {
    const { capture, stored } = await authorized({ capture: [fails(), reserves(), reserves()], fence: [fails()] });
    await capture();
    expect((await capture()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(stored()).toMatchObject({ status: 'authorized', closing: 'capture' });
    expect((await capture()).json.code).toBe('capture_refused');
    expect(stored()).toMatchObject({ status: 'cancelled' });
  });
});

describe('an authorization that has expired', () => {
  it.each([
    ['as its capture shows', { capture: [dead] }],
    ['as is seen once its capture was refused', { capture: [fails('wrong_state')], observe: [dead] }],
  ])('%s, is cancelled, and every capture says so', async (_what, script) => {
    const { capture, stored } = await authorized(script);
    for (const _time of [1, 2]) {
      expect((await capture()).json).toMatchObject({ status: 409, code: 'authorization_expired' });
    }
    expect(stored()).toMatchObject({ status: 'cancelled', closing: 'capture', refundable_minor: 0 });
  });

  it('leaves its trip free for another payment', async () => {
    const { capture, make } = await authorized({ capture: [dead] });
    expect((await make('k2')).json).toMatchObject({ status: 409, code: 'trip_payment_authorized' });
    await capture();
    expect((await make('k2')).status).toBe(201);
  });
});

describe('a cancellation that the processor did not do', () => {
  it('is 503, no capture, and done by its retry', async () => {
    const { cancel, capture, stored } = await authorized({ fence: [fails('wrong_state')], observe: [reserves()] });
    expect((await cancel()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect((await capture()).json).toMatchObject({ status: 409, code: 'wrong_state' });
    expect((await cancel()).json).toMatchObject({ status: 'FAILED' });
    expect(stored()).toMatchObject({ status: 'cancelled' });
  });
});

describe('a cancellation that finds the amount captured', () => {
  it('completes the payment, and says that it cannot be cancelled any more', async () => {
    const { cancel, processor, stored } = await authorized({ fence: [fails('wrong_state')], observe: [takes()] });
    for (const _time of [1, 2]) {
      expect((await cancel()).json).toMatchObject({ status: 409, code: 'wrong_state', from: 'completed', allowed: [] });
    }
    expect(processor.asked()).toEqual(['fence', 'observe']);
    expect(stored()).toMatchObject({ status: 'completed', closing: 'cancel', refundable_minor: 2_500 });
  });
});

describe('a closing that the processor does not answer', () => {
  it.each(['capture', 'cancel'] as const)('is 503, and its retry finishes it: %s', async (closing) => {
    const asked = closing === 'capture' ? 'capture' : 'fence';
    const { stored, ...ways } = await authorized({ [asked]: [fails()] });
    expect((await ways[closing]()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(stored()).toMatchObject({ status: 'authorized', closing, lease: { until: 0 } });
    const other = closing === 'capture' ? ways.cancel : ways.capture;
    expect((await other()).json).toMatchObject({ status: 409, code: 'wrong_state' });
    expect((await ways[closing]()).status).toBe(200);
    expect(ways.processor.asked()).toEqual([asked, asked]);
  });

  it.each(['ready', 'working', 'customer', 'refused'] as const)(
    'or answers that the intent is %s, which no authorized one is, decides nothing',
    async (state) => {
      const odd: Step<Observation> =
        state === 'refused'
          ? refuses
          : () => (state === 'customer' ? { state, action: { type: 'in_app' } } : { state });
      const { capture, stored } = await authorized({ capture: [odd] });
      expect((await capture()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
      expect(stored()).toMatchObject({ status: 'authorized', closing: 'capture' });
    },
  );

  it('or captures another amount than it was told is never settled', async () => {
    const other: Step<Observation> = ({ charge }) => ({
      state: 'captured',
      captured: { ...charge.amount, minor: 2_499n },
      reference: 'P',
      fee: undefined,
    });
    const { capture, stored } = await authorized({ capture: [other] });
    expect((await capture()).json).toMatchObject({ status: 503, code: 'processor_unavailable' });
    expect(stored()).toMatchObject({ status: 'authorized', closing: 'capture', refundable_minor: 0 });
  });
});

describe('a closing that nobody came back for', () => {
  it.each<[string, Step<Observation>, string, string | undefined]>([
    ['captured', takes(), 'completed', 'capture'],
    ['refused for good', reserves(), 'cancelled', 'capture'],
    ['expired', dead, 'cancelled', 'capture'],
  ])('is finished, and needs no person: %s', async (_what, step, status, closing) => {
    const { capture, resume, stored, world } = await authorized({ capture: [fails(), step] });
    await capture();
    world.clock.advance(60_000);
    expect(await resume()).toBe('decided');
    expect([stored()?.status, stored()?.closing]).toEqual([status, closing]);
  });
});
