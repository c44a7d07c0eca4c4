import { describe, expect, it } from 'vitest';
import { createPayment } from '../../src/commands/create-payment.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Trouble } from '../../src/processor/port.ts';
import { readRoutes } from '../../src/processor/routes.ts';
import { routedProcessors } from '../../src/processor/routing.ts';
import { payments } from '../../src/store/payments.ts';
import { stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import { declines, fails, ScriptedProcessor, type Step } from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';
import { chargeOf } from './contract.ts';

const refusesWith =
  (field: string): Step<never> =>
  () => {
    throw new Refusal('field_invalid', 'scripted', { field });
  };

type Stage = Readonly<{ a: ScriptedProcessor; b: ScriptedProcessor; routes?: string }>;

const idOf = (payment: number) => `00000000-0000-4000-8000-${String(payment).padStart(12, '0')}`;

/** Pays at a stage of two processors, by an invocation of the same process each time. */
function payAt(world: World, { a, b, routes = '[]' }: Stage) {
  const io = world.io();
  const { call } = io;
  return (payment = 0, but: Partial<typeof fields> = {}) => {
    const processors = routedProcessors(
      [a, b],
      { routes: readRoutes(routes, ['a', 'b']), keySpace: '' },
      { call, now: world.clock.now },
    );
    const services = { payments: payments(io), processors, io, orderGuard: false };
    return createPayment(wanted({ id: idOf(payment), fields: { ...fields, ...but } }), services, 0);
  };
}

const intentOf = (world: World, payment = 0) => stored(world, idOf(payment))?.intent;
const remote = (name: string, script: ConstructorParameters<typeof ScriptedProcessor>[0] = {}) =>
  ScriptedProcessor.remote(script, name);

describe('a new payment at a stage of two processors', () => {
  it('is charged by the first, and keeps in its item where', async () => {
    const world = new World();
    const [a, b] = [remote('a'), remote('b')];
    await payAt(world, { a, b })();
    expect([intentOf(world), a.asked(), b.asked()]).toEqual([
      { processor: 'a', account: '', id: 'pi_1' },
      ['open', 'execute'],
      [],
    ]);
  });

  it('is charged by the one that its route names', async () => {
    const world = new World();
    const [a, b] = [remote('a'), remote('b')];
    await payAt(world, { a, b, routes: '[{"processor":"b","methods":["wallet"]}]' })(0, { method: 'wallet' });
    expect([a.asked(), b.asked()]).toEqual([[], ['open', 'execute']]);
  });

  it.each<[Trouble, number]>([
    ['not_sent', 1],
    ['limited', 1],
    ['misconfigured', 1],
    // Once more under a random key first: the first one may lead to a stored error.
    ['unknown', 2],
  ])('is diverted from one that cannot open it: %s', async (trouble, opens) => {
    const world = new World();
    const [a, b] = [remote('a', { open: [fails(trouble), fails(trouble)] }), remote('b')];
    await expect(payAt(world, { a, b })()).resolves.toMatchObject({ payment: { status: 'completed' } });
    expect(intentOf(world)).toMatchObject({ processor: 'b' });
    expect([a.asked(), b.asked()]).toEqual([Array.from({ length: opens }, () => 'open'), ['open', 'execute']]);
  });

  it('is told to come again when no processor opens it, and nothing is stored', async () => {
    const world = new World();
    const [a, b] = [remote('a', { open: [fails('not_sent')] }), remote('b', { open: [fails('not_sent')] })];
    await expect(payAt(world, { a, b })()).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world, idOf(0))).toBeUndefined();
  });
});

describe('a new payment that a processor refuses to open', () => {
  it('is opened at the next one', async () => {
    const world = new World();
    const [a, b] = [remote('a', { open: [refusesWith('/amount')] }), remote('b')];
    await expect(payAt(world, { a, b })()).resolves.toMatchObject({ payment: { status: 'completed' } });
    expect([intentOf(world), a.asked(), b.asked()]).toEqual([
      expect.objectContaining({ processor: 'b' }),
      ['open'],
      ['open', 'execute'],
    ]);
  });

  it('gets the reason of the first when all refuse, and nothing is stored', async () => {
    const world = new World();
    const [a, b] = [remote('a', { open: [refusesWith('/amount')] }), remote('b', { open: [refusesWith('/method')] })];
    await expect(payAt(world, { a, b })()).rejects.toThrow(refusal('field_invalid', { field: '/amount' }));
    expect(stored(world, idOf(0))).toBeUndefined();
  });

  it.each([
    ['first', [fails('not_sent'), refusesWith('/amount')]],
    ['second', [refusesWith('/amount'), fails('not_sent')]],
  ] as const)(
    'is told to come again when the %s one is down: it may take the payment',
    async (_which, [first, second]) => {
      const world = new World();
      const [a, b] = [remote('a', { open: [first] }), remote('b', { open: [second] })];
      const payOnce = payAt(world, { a, b });
      await expect(payOnce()).rejects.toThrow(refusal('processor_unavailable'));
      expect(stored(world, idOf(0))).toBeUndefined();
      await expect(payOnce()).resolves.toMatchObject({ payment: { status: 'completed' } });
    },
  );
});

describe('a payment whose processor went silent after it was told to charge', () => {
  it('stays with it, however often it is tried: the other one is not asked', async () => {
    const world = new World();
    const silent = Array.from({ length: 3 }, () => fails());
    const [a, b] = [remote('a', { execute: silent, observe: silent }), remote('b')];
    const payOnce = payAt(world, { a, b });
    for (let time = 0; time < 3; time++) {
      await expect(payOnce()).rejects.toThrow(refusal('processor_unavailable'));
      world.clock.advance(60_000);
    }
    expect([intentOf(world), b.asked()]).toEqual([{ processor: 'a', account: '', id: 'pi_1' }, []]);
  });

  it('goes to the other one only as a new charge, once the first says that the intent is dead', async () => {
    const world = new World();
    const [a, b] = [remote('a', { execute: [fails(), declines], observe: [declines] }), remote('b')];
    const ofOrder = wanted({ id: idOf(0), identity: 'order', fields: { ...fields, orderId: '1' } });
    const io = world.io();
    const services = (preferred: ScriptedProcessor[]) => ({
      payments: payments(io),
      processors: routedProcessors(preferred, { routes: [], keySpace: '' }, { call: io.call, now: world.clock.now }),
      io,
      orderGuard: false,
    });
    await expect(createPayment(ofOrder, services([a, b]), 0)).rejects.toThrow(refusal('processor_unavailable'));
    world.clock.advance(60_000);
    const failed = await createPayment(ofOrder, services([a, b]), 0);
    expect([failed.payment.status, b.asked()]).toEqual(['failed', []]);
    const again = await createPayment(ofOrder, services([b, a]), 0);
    expect([again.payment.status, again.payment.intent?.processor]).toEqual(['completed', 'b']);
  });
});

describe('a processor that keeps failing', () => {
  it('is left alone after five failures in a row, and tried again after ten seconds', async () => {
    const world = new World();
    const [a, b] = [remote('a', { open: Array.from({ length: 5 }, () => fails('not_sent')) }), remote('b')];
    const payOne = payAt(world, { a, b });
    for (let payment = 0; payment < 8; payment++) await payOne(payment);
    expect([a.asked().length, intentOf(world, 7)]).toEqual([5, expect.objectContaining({ processor: 'b' })]);
    world.clock.advance(10_001);
    await payOne(8);
    expect(intentOf(world, 8)).toMatchObject({ processor: 'a' });
  });

  it.each([
    ['misconfigured', 'a'],
    ['unknown', 'b'],
  ] as const)('at refunds, with the trouble "%s", is followed by payments at %s', async (trouble, expected) => {
    const world = new World();
    const failures = Array.from({ length: 5 }, () => fails(trouble));
    const [a, b] = [remote('a', { refund: failures }), remote('b')];
    const { call } = world.io();
    const stage = routedProcessors([a, b], { routes: [], keySpace: '' }, { call, now: world.clock.now });
    const [intent, charge] = [{ processor: 'a', account: '', id: 'pi_1' }, chargeOf()];
    for (let time = 0; time < 5; time++) {
      const refund = stage.of(intent).refund(intent, charge, { id: 'r', attempt: 0, amount: charge.amount });
      await expect(refund).rejects.toThrow('scripted');
    }
    expect(stage.candidates(charge)[0]?.name).toBe(expected);
  });

  it('is still asked when there is no other', async () => {
    const world = new World();
    const a = remote('a', { open: Array.from({ length: 5 }, () => fails('not_sent')) });
    const b = new ScriptedProcessor({}, { openIsLocal: false, methods: new Set() }, 'b');
    const payOne = payAt(world, { a, b });
    for (let payment = 0; payment < 5; payment++) {
      await expect(payOne(payment)).rejects.toThrow(refusal('processor_unavailable'));
    }
    await expect(payOne(5)).resolves.toMatchObject({ payment: { status: 'completed' } });
  });
});
