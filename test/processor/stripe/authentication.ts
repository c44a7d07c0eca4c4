import { describe, expect, it } from 'vitest';
import { handler as clientSecret } from '../../../functions/payments/create-client-secret.ts';
import type { StripeStage } from './stripe-stage.ts';

/** A stage at a Stripe that has customers, and books of its own. */
export type AuthenticationBench = Readonly<{
  stage: StripeStage;
  /** A payment method that the customer has to authenticate for. */
  asks: string;
  /** The customer's browser; false if Stripe rejects what it sends. */
  authenticate: (intentId: string, succeeds: boolean) => Promise<boolean>;
  /** In minor units. */
  taken: (intentId: string) => Promise<bigint>;
}>;

const minute = 60_000;

/** The outcomes that 3-D Secure must have through the handlers and the poller, whoever plays Stripe. `make` is called for each test. */
export function describeAuthentication(name: string, make: () => Promise<AuthenticationBench>): void {
  const waiting = async (fields: object = {}) => {
    const bench = await make();
    const { stage, asks } = bench;
    const pay = () => stage.pay('k', { payment_method: asks, trip_id: '7', ...fields });
    const first = await pay();
    const id = String(first.json.payment_id);
    const intentId = stage.intentOf(id);
    const shown = async () => (await stage.get(id)).json;
    const secret = () => stage.send(clientSecret, `POST /v1/payments/${id}/client-secret`);
    return { ...bench, pay, first, id, intentId, shown, secret };
  };

  describe(`${name}: a payment that its customer has to authenticate`, () => {
    it('is PENDING, and its answer says what the customer has to do', async () => {
      const { first, intentId, secret, taken } = await waiting();
      expect(first).toMatchObject({ status: 201, json: { status: 'PENDING', reference: null, refundable_amount: 0 } });
      expect(first.json.next_action).toEqual({ type: 'in_app' });
      expect((await secret()).json.client_secret).toMatch(new RegExp(`^${intentId}_secret_`));
      expect(await taken(intentId)).toBe(0n);
    });

    it('succeeds once it is authenticated, and its first answer stays as it was', async () => {
      const { stage, authenticate, pay, first, intentId, shown, taken } = await waiting();
      expect(await authenticate(intentId, true)).toBe(true);
      await stage.pass(1);
      expect(await shown()).toMatchObject({ status: 'SUCCESS', reference: intentId, refundable_amount: 25 });
      expect(await shown()).not.toHaveProperty('next_action');
      expect(await taken(intentId)).toBe(2_500n);
      const again = await pay();
      expect([again.status, again.body]).toEqual([201, first.body]);
    });

    it('is authorized only once it is authenticated, where it is to be captured later', async () => {
      const { stage, authenticate, intentId, shown, taken } = await waiting({ capture: false });
      await authenticate(intentId, true);
      await stage.pass(1);
      expect(await shown()).toMatchObject({ status: 'PENDING', authorized_at: expect.any(String) });
      expect(await taken(intentId)).toBe(0n);
    });

    it('that is abandoned is fenced and FAILED after an hour, and a late authentication is rejected', async () => {
      const { stage, authenticate, pay, first, intentId, shown, secret, taken } = await waiting();
      await stage.pass(59);
      expect((await shown()).status).toBe('PENDING');
      await stage.pass(60);
      expect(await shown()).toMatchObject({ status: 'FAILED', failure_code: 'abandoned', refundable_amount: 0 });
      expect((await secret()).status).toBe(409);
      expect(await authenticate(intentId, true)).toBe(false);
      await stage.pass(24, 60 * minute);
      expect((await shown()).status).toBe('FAILED');
      expect(await taken(intentId)).toBe(0n);
      expect((await pay()).body).toBe(first.body);
    });

    it('leaves its trip free for another payment once it is abandoned, and not before', async () => {
      const { stage, asks } = await waiting();
      const another = () => stage.pay('k2', { payment_method: asks, trip_id: '7' });
      expect((await another()).json.code).toBe('trip_payment_in_progress');
      await stage.pass(120);
      expect(await another()).toMatchObject({ status: 201, json: { status: 'PENDING' } });
    });

    it('whose customer fails to authenticate is FAILED after an hour, with that reason', async () => {
      const { stage, authenticate, intentId, shown, taken } = await waiting();
      await authenticate(intentId, false);
      await stage.pass(120);
      expect(await shown()).toMatchObject({ status: 'FAILED', failure_code: 'authentication_failed' });
      expect(await authenticate(intentId, true)).toBe(false);
      expect(await taken(intentId)).toBe(0n);
    });

    it('is declined and fenced at once if the customer is away', async () => {
      const { first, authenticate, intentId, taken } = await waiting({ off_session: true });
      expect([first.status, first.json.failure_code]).toEqual([402, 'authentication_required']);
      expect(await authenticate(intentId, true)).toBe(false);
      expect(await taken(intentId)).toBe(0n);
    });
  });
}
