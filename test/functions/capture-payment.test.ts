import { describe, expect, it } from 'vitest';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { call } from '../support/call.ts';
import { closesPayments } from '../support/closes-payments.ts';
import { worldWith } from '../support/paid.ts';
import type { World } from '../support/world.ts';

closesPayments(
  { handler: capture, closing: 'capture' },
  { handler: cancel, closing: 'cancel' },
  { status: 'completed', shown: 'SUCCESS' },
);

const captureOf = (world: World, id: string, body?: object) =>
  call(capture, world, `POST /v1/payments/${id}/capture`, body && { body });
const refundOf = (world: World, id: string, amount: string) =>
  call(refund, world, `POST /v1/payments/${id}/refund`, { body: { amount, idempotency_key: `refund-${amount}` } });

describe('POST /v1/payments/{payment_id}/capture with an amount', () => {
  it('capturing 20.00 of 25.00 charges 20.00, which capture and GET show', async () => {
    const { world, id } = await worldWith({ amount: '25.00', capture: false });
    const captured = await captureOf(world, id, { amount: '20.00' });
    expect([captured.status, captured.json.status, captured.json.amount]).toEqual([200, 'SUCCESS', 25]);
    expect([captured.json.captured_amount, captured.json.refundable_amount]).toEqual([20, 20]);
    const read = await call(getPayment, world, `GET /v1/payments/${id}`);
    expect(read.json).toEqual(captured.json);
  });

  it('repeating a capture, with or without the amount, changes nothing', async () => {
    const { world, id } = await worldWith({ amount: '25.00', capture: false });
    const first = await captureOf(world, id, { amount: '20.00' });
    for (const body of [{ amount: '20.00' }, { amount: 20 }, undefined]) {
      expect((await captureOf(world, id, body)).body).toBe(first.body);
    }
    const other = await captureOf(world, id, { amount: '25.00' });
    expect(other.json).toMatchObject({ status: 409, code: 'wrong_state', captured_amount: '20.00' });
  });

  it('a refund of 20.01 of 20.00 captured is refused, and never sent to the processor', async () => {
    const { world, id } = await worldWith({ amount: '25.00', capture: false });
    await captureOf(world, id, { amount: '20.00' });
    const sent: string[] = [];
    world.overrides = {
      processors: (io) => {
        const simulated = simulatedProcessor(io);
        return onlyProcessor({
          ...simulated,
          refund: (intent, charge, wanted) => {
            sent.push(String(wanted.amount.minor));
            return simulated.refund(intent, charge, wanted);
          },
        });
      },
    };
    expect((await refundOf(world, id, '20.01')).json).toMatchObject({
      status: 400,
      code: 'refund_exceeds_remaining',
      refundable_amount: '20.00',
    });
    expect(sent).toEqual([]);
    expect((await refundOf(world, id, '20.00')).json).toMatchObject({ status: 'REFUNDED', refundable_amount: 0 });
    expect(sent).toEqual(['2000']);
  });

  it.each([
    [{ amount: '25.01' }, 'capture_exceeds_authorized', '/amount'],
    [{ amount: '0.00' }, 'amount_not_positive', '/amount'],
    [{ amout: '20.00' }, 'unknown_field', '/amout'],
    [{ amount: '20', currency: 'JPY' }, 'currency_mismatch', '/currency'],
    [{ currency: 'JPY' }, 'currency_mismatch', '/currency'],
    [{ amount: '20.00', currency: 'usd' }, 'currency_invalid', '/currency'],
    [{ amount: '20.00', currency: null }, 'currency_invalid', '/currency'],
  ])('capture request %j is refused and does not change the payment', async (body, code, field) => {
    const { world, id } = await worldWith({ amount: '25.00', capture: false });
    const before = world.dynamo.contents();
    expect((await captureOf(world, id, { ...body, idempotency_key: 'c1' })).json).toMatchObject({
      status: 400,
      code,
      field,
    });
    expect(world.dynamo.contents()).toEqual(before);
    expect((await captureOf(world, id)).json).toMatchObject({ status: 'SUCCESS', refundable_amount: 25 });
  });
});

describe('a payment that was captured when it was made', () => {
  it.each([undefined, { amount: '25.00' }, { currency: 'USD' }])(
    'is answered as it is if %j is captured, because that is done',
    async (body) => {
      const { world, id } = await worldWith({ amount: '25.00' });
      const before = world.dynamo.contents();
      const captured = await captureOf(world, id, body);
      expect([captured.status, captured.json.status]).toEqual([200, 'SUCCESS']);
      expect(captured.body).toBe((await call(getPayment, world, `GET /v1/payments/${id}`)).body);
      expect(world.dynamo.contents()).toEqual(before);
    },
  );

  it.each([
    [{ amount: '20.00' }, 409, 'wrong_state'],
    [{ amount: '25.01' }, 400, 'capture_exceeds_authorized'],
    [{ currency: 'EUR' }, 400, 'currency_mismatch'],
  ])('refuses to be captured by %j, and does not change', async (body, status, code) => {
    const { world, id } = await worldWith({ amount: '25.00' });
    const before = world.dynamo.contents();
    expect((await captureOf(world, id, body)).json).toMatchObject({ status, code });
    expect(world.dynamo.contents()).toEqual(before);
  });
});

describe('an authorization that cannot be captured', () => {
  it('an authorization whose capture the processor refused can still be cancelled', async () => {
    const { world, id } = await worldWith({ capture: false, payment_method: 'pm_capture_refused' });
    expect((await captureOf(world, id)).json).toMatchObject({ status: 409, code: 'capture_refused' });
    const cancelled = await call(cancel, world, `POST /v1/payments/${id}/cancel`);
    expect([cancelled.status, cancelled.json.status]).toEqual([200, 'FAILED']);
  });

  it('an expired authorization has failed, and its trip can be paid again', async () => {
    const trip = { trip_id: 'completed-77' };
    const { world, id } = await worldWith({ capture: false, payment_method: 'pm_authorization_expired', ...trip });
    expect((await captureOf(world, id)).json).toMatchObject({ status: 409, code: 'authorization_expired' });
    expect((await call(getPayment, world, `GET /v1/payments/${id}`)).json).toMatchObject({
      status: 'FAILED',
      failure_code: 'authorization_expired',
    });
    expect((await captureOf(world, id)).json).toMatchObject({ status: 409, code: 'authorization_expired' });
    world.call = async () => Response.json({ trip_id: trip.trip_id, status: 'COMPLETED', fare: 24.5 });
    const other = await call(chargeTrip, world, 'POST /v1/payments/charge', {
      body: { ...trip, method: 'CARD', idempotency_key: 'another' },
    });
    expect(other.status).toBe(201);
  });
});
