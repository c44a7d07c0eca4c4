import { describe, expect, it } from 'vitest';
import { call, type Endpoint } from './call.ts';
import { worldWith } from './paid.ts';
import { paymentsTable, type World } from './world.ts';

type Way = Readonly<{ handler: Endpoint; closing: 'capture' | 'cancel' }>;
type Becomes = Readonly<{ status: string; shown: string }>;

const answerLost = Object.assign(new Error('lost'), { name: 'TimeoutError' });
const closeBy =
  ({ handler, closing }: Way) =>
  (world: World, id: string) =>
    call(handler, world, `POST /v1/payments/${id}/${closing}`);

/** Tests that both ways to close an authorized payment share. */
export function closesPayments(way: Way, other: Way, { status, shown }: Becomes): void {
  const { closing } = way;
  const [close, closeOtherwise] = [closeBy(way), closeBy(other)];

  describe(`POST /v1/payments/{payment_id}/${closing}`, () => {
    it('closes an authorized payment; again, it changes nothing', async () => {
      const { world, id } = await worldWith({ capture: false });
      const first = await close(world, id);
      expect([first.status, first.json.status]).toEqual([200, shown]);
      expect(world.dynamo.calls()).toEqual(['Get', 'Update', 'Update']);
      const again = await close(world, id);
      expect([again.status, again.body]).toEqual([200, first.body]);
      expect(world.dynamo.calls().slice(3)).toEqual(['Get']);
    });

    it(`is refused after ${other.closing}, with what is allowed`, async () => {
      const { world, id } = await worldWith({ capture: false });
      await closeOtherwise(world, id);
      const { status: answered, json } = await close(world, id);
      expect([answered, json.code, json.allowed]).toEqual([409, 'wrong_state', []]);
    });

    it('is refused of a payment that failed', async () => {
      const { world, id } = await worldWith({ capture: false, payment_method: 'pm_declined' });
      expect((await close(world, id)).json).toMatchObject({ status: 409, code: 'wrong_state', from: 'failed' });
    });

    it.each([0, 1])('whose write %i was done but not heard of is finished by the retry', async (lost) => {
      const { world, id } = await worldWith({ capture: false });
      let writes = 0;
      world.dynamo.intercept = async (command, apply) => {
        const output = await apply();
        if ('UpdateExpression' in command.input && writes++ === lost) throw answerLost;
        return output;
      };
      expect((await close(world, id)).status).toBe(503);
      world.clock.advance(10_001);
      expect((await close(world, id)).status).toBe(200);
      expect(world.dynamo.item(paymentsTable, id)).toMatchObject({ status, closing });
    });

    it('wins alone when both come at once', async () => {
      const { world, id } = await worldWith({ capture: false });
      const both = await Promise.all([close(world, id), closeOtherwise(world, id)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('of nobody finds none', async () => {
      const { world } = await worldWith();
      expect((await close(world, 'nobody')).json).toMatchObject({ status: 404, code: 'payment_not_found' });
    });
  });
}
