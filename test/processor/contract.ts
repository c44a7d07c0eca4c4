import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { Money } from '../../src/domain/money.ts';
import type { Charge, Intent, Processor, RefundRequest, Trouble } from '../../src/processor/port.ts';

/** Everything that an adapter is tested with. An ability that a processor lacks is undefined; its tests are skipped and say why. */
export type ProcessorBench = Readonly<{
  processor: Processor;
  /** All undefined for a processor that charges no tokens: its customers pay in a checkout. */
  tokens: Readonly<{
    pays: string | undefined;
    declines: string | undefined;
    /** Needs the customer to authenticate. */
    asks: string | undefined;
  }>;
  /** The customer pays in the processor's checkout, or their card is declined there. Resolves with whether it let them. */
  checkout?: (intent: Intent, card: Card) => Promise<boolean>;
  /** Fields without which the processor takes no charge. */
  required?: Partial<Charge>;
  /** The time passes for which the customer of an intent could still pay. Only if the processor cannot stop them before. */
  expire?: (intent: Intent) => void;
  /** Refunds that wait at the processor are carried out. Undefined if they do not wait. */
  carryOutRefunds?: () => void;
  /** Somebody makes a refund in the processor's dashboard. Resolves with its id there. */
  refundByHand?: (intent: Intent, minor: bigint) => Promise<string>;
  /** The processor's own books, in minor units: what it took and gave back by an intent. */
  books: ((intent: Intent) => Promise<Readonly<{ taken: bigint; returned: bigint }>>) | undefined;
  /** The customer does what the processor asked for. Resolves with whether the processor let them. */
  customer: ((intent: Intent, does: 'authenticates' | 'fails') => Promise<boolean>) | undefined;
  /** Makes the next request fail, or the next one of a method, and counts those sent so far. */
  network:
    | Readonly<{ lose: (what: 'connection' | 'request' | 'answer', method?: 'POST') => void; sent: () => number }>
    | undefined;
  /** An amount that the processor cannot be sent. */
  unsendable: Money | undefined;
}>;

type Card = 'pays' | 'declines';

export const eur = (minor: bigint): Money => ({ minor, currency: 'EUR' as Currency });

let payments = 0;

/** A charge that nothing is special about, but for what a test says. */
export function chargeOf(but: Partial<Charge> = {}): Charge {
  return {
    paymentId: `p-${++payments}`,
    generation: 0,
    amount: eur(2_500n),
    method: 'card',
    token: 'unset',
    captureLater: false,
    mayAskCustomer: true,
    customer: undefined,
    offSession: false,
    returnUrl: undefined,
    statementDescriptor: undefined,
    metadata: {},
    ...but,
  };
}

/** Matches a ProcessorTrouble: `expect(call).rejects.toEqual(trouble('unknown'))`. */
export const trouble = (kind: Trouble): unknown => expect.objectContaining({ trouble: kind });

/** Resolves with the kind of trouble that a call is in, or with what it resolved with. */
async function troubleOr<Value>(call: Promise<Value>): Promise<Value | Trouble> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && 'trouble' in error) return error.trouble as Trouble;
    throw error;
  }
}

/** The contract of every adapter. `make` is called for each test. */
export function describeProcessor(name: string, make: () => Promise<ProcessorBench>): void {
  const opened = async (bench: ProcessorBench, but: Partial<Charge> = {}, card: Card = 'pays') => {
    const { processor } = bench;
    const charge = chargeOf({ token: bench.tokens[card], ...bench.required, ...but });
    const intent = await processor.open(`pay:${charge.paymentId}:0:0`, charge);
    const execute = (one: Intent, as: Charge) => executed(bench, one, as, card);
    const fence = (one: Intent, as: Charge) => fenced(bench, one, as);
    return { ...processor, charge, intent, execute, fence };
  };
  const paid = async (bench: ProcessorBench, but: Partial<Charge> = {}) => {
    const all = await opened(bench, but);
    await all.execute(all.intent, all.charge);
    return all;
  };
  /** Executed, and paid by the customer where executing moves no money. */
  const executed = async ({ processor, checkout }: ProcessorBench, intent: Intent, charge: Charge, card: Card) => {
    const now = await processor.execute(intent, charge);
    if (checkout === undefined || now.state !== 'customer') return now;
    expect(now.action).toEqual({ type: 'redirect', url: expect.stringMatching(/^https:/) });
    await checkout(intent, card);
    return processor.observe(intent, charge);
  };
  /** Fenced, and again after the customer's time if the processor cannot stop them. */
  const fenced = async ({ processor, expire }: ProcessorBench, intent: Intent, charge: Charge) => {
    const now = await processor.fence(intent, charge);
    if (expire === undefined || now.state !== 'working') return now;
    expire(intent);
    return processor.fence(intent, charge);
  };
  const taken = async ({ books }: ProcessorBench, intent: Intent, minor: bigint) => {
    if (books !== undefined) expect((await books(intent)).taken).toBe(minor);
  };

  describe(`${name}: opening and executing`, () => {
    it('opens an intent that is ready and moves no money', async () => {
      const bench = await make();
      const { observe, intent, charge } = await opened(bench);
      const state = bench.checkout === undefined ? 'ready' : 'customer';
      await expect(observe(intent, charge)).resolves.toMatchObject({ state });
      await taken(bench, intent, 0n);
    });

    it('opens the same intent again for a repeated key, or an orphan that nobody executes', async () => {
      const bench = await make();
      const { open, execute, intent, charge } = await opened(bench);
      const again = await open(`pay:${charge.paymentId}:0:0`, charge);
      await execute(intent, charge);
      await taken(bench, intent, 2_500n);
      if (again.id !== intent.id) await taken(bench, again, 0n);
    });

    it('takes exactly the amount that was asked for, and says so when it is asked later', async () => {
      const bench = await make();
      const { execute, observe, intent, charge } = await opened(bench, { amount: eur(1_999n) });
      const captured = { state: 'captured', captured: eur(1_999n), reference: expect.stringMatching(/./) };
      await expect(execute(intent, charge)).resolves.toMatchObject(captured);
      await expect(observe(intent, charge)).resolves.toMatchObject(captured);
      await taken(bench, intent, 1_999n);
    });

    it('takes the money once, however often and however simultaneously an intent is executed', async () => {
      const bench = await make();
      const { execute, observe, intent, charge } = await opened(bench);
      await Promise.allSettled([1, 2, 3].map(() => execute(intent, charge)));
      const again = await troubleOr(execute(intent, charge));
      expect(again === 'wrong_state' || (typeof again === 'object' && again.state === 'captured')).toBe(true);
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured' });
      await taken(bench, intent, 2_500n);
    });

    it('refuses with a code of ours and its own; what is refused can be fenced', async () => {
      const bench = await make();
      const { execute, observe, fence, intent, charge } = await opened(bench, {}, 'declines');
      // At some processors, a refusal is the end: there is nothing to fence.
      const state = expect.stringMatching(/^(refused|dead)$/);
      const refused = { state, code: 'card_declined', raw: expect.stringMatching(/./) };
      await expect(execute(intent, charge)).resolves.toEqual(refused);
      await expect(observe(intent, charge)).resolves.toEqual(refused);
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await taken(bench, intent, 0n);
    });

    it('knows nothing of intents of another processor or account, and never calls them dead', async () => {
      const { observe, fence, execute, intent, charge } = await opened(await make());
      for (const but of [{ processor: 'another' }, { account: 'another' }]) {
        const foreign = { ...intent, ...but };
        for (const call of [observe, fence, execute]) {
          await expect(call(foreign, charge)).rejects.toEqual(trouble('misconfigured'));
        }
      }
    });
  });

  describe(`${name}: authorizing and capturing`, () => {
    it('reserves an amount until it is captured', async () => {
      const bench = await make();
      const { execute, observe, capture, intent, charge } = await opened(bench, { captureLater: true });
      const authorized = { state: 'authorized', capturable: eur(2_500n), reference: expect.stringMatching(/./) };
      await expect(execute(intent, charge)).resolves.toMatchObject(authorized);
      await expect(observe(intent, charge)).resolves.toMatchObject(authorized);
      await taken(bench, intent, 0n);
      const captured = { state: 'captured', captured: eur(2_500n) };
      await expect(capture(intent, charge, charge.amount)).resolves.toMatchObject(captured);
      await taken(bench, intent, 2_500n);
    });

    it('captures once', async () => {
      const bench = await make();
      const { capture, observe, intent, charge } = await paid(bench, { captureLater: true });
      await capture(intent, charge, charge.amount);
      const again = await troubleOr(capture(intent, charge, charge.amount));
      expect(again === 'wrong_state' || (typeof again === 'object' && again.state === 'captured')).toBe(true);
      await expect(observe(intent, charge)).resolves.toMatchObject({ captured: eur(2_500n) });
      await taken(bench, intent, 2_500n);
    });

    it('captures a part, and says which', async ({ skip }) => {
      const bench = await make();
      skip(!bench.processor.can.partialCapture, 'the processor captures all or nothing');
      const { capture, observe, intent, charge } = await paid(bench, { captureLater: true });
      await expect(capture(intent, charge, eur(2_000n))).resolves.toMatchObject({ captured: eur(2_000n) });
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_000n) });
      await taken(bench, intent, 2_000n);
    });
  });

  describe(`${name}: fencing`, () => {
    it('makes an intent that was never executed unpayable, for a late worker too', async () => {
      const bench = await make();
      const { execute, observe, fence, intent, charge } = await opened(bench);
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      const late = await troubleOr(execute(intent, charge));
      expect(late === 'wrong_state' || (typeof late === 'object' && late.state === 'dead')).toBe(true);
      if (bench.checkout !== undefined) await expect(bench.checkout(intent, 'pays')).resolves.toBe(false);
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await taken(bench, intent, 0n);
    });

    it('lets go of an authorization, which then cannot be captured', async () => {
      const bench = await make();
      const { capture, fence, intent, charge } = await paid(bench, { captureLater: true });
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      const late = await troubleOr(capture(intent, charge, charge.amount));
      expect(late === 'wrong_state' || (typeof late === 'object' && late.state === 'dead')).toBe(true);
      await taken(bench, intent, 0n);
    });

    it('says that the money was taken if it comes too late', async () => {
      const bench = await make();
      const { fence, intent, charge } = await paid(bench);
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_500n) });
      await taken(bench, intent, 2_500n);
    });
  });

  describe(`${name}: a customer who has to authenticate`, () => {
    const asked = async (bench: ProcessorBench, skip: (condition: boolean, note?: string) => void) => {
      const { tokens, customer } = bench;
      skip(tokens.asks === undefined || customer === undefined, 'the processor never asks the customer');
      const all = await opened(bench, { token: tokens.asks });
      await expect(all.execute(all.intent, all.charge)).resolves.toMatchObject({ state: 'customer' });
      return { ...all, acts: (does: 'authenticates' | 'fails') => customer?.(all.intent, does) };
    };

    it('is waited for, and then pays', async ({ skip }) => {
      const bench = await make();
      const { observe, intent, charge, acts } = await asked(bench, skip);
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'customer' });
      await taken(bench, intent, 0n);
      await expect(acts('authenticates')).resolves.toBe(true);
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_500n) });
      await taken(bench, intent, 2_500n);
    });

    it('may fail to: that is a refusal', async ({ skip }) => {
      const bench = await make();
      const { observe, intent, charge, acts } = await asked(bench, skip);
      await acts('fails');
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'refused', code: 'authentication_failed' });
      await taken(bench, intent, 0n);
    });

    it('comes too late after the fence: the processor rejects it', async ({ skip }) => {
      const bench = await make();
      const { fence, observe, intent, charge, acts } = await asked(bench, skip);
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await expect(acts('authenticates')).resolves.toBe(false);
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await taken(bench, intent, 0n);
    });

    it('is a decline where the contract cannot ask', async ({ skip }) => {
      const bench = await make();
      skip(bench.tokens.asks === undefined, 'the processor never asks the customer');
      const { execute, fence, intent, charge } = await opened(bench, {
        token: bench.tokens.asks,
        mayAskCustomer: false,
      });
      const refused = { state: 'refused', code: 'authentication_required' };
      await expect(execute(intent, charge)).resolves.toMatchObject(refused);
      await expect(fence(intent, charge)).resolves.toMatchObject({ state: 'dead' });
      await taken(bench, intent, 0n);
    });
  });

  describe(`${name}: giving money back`, () => {
    const refundOf = (amount: bigint, attempt = 0): RefundRequest => ({
      id: `r-${++payments}`,
      attempt,
      amount: eur(amount),
    });
    /** Sends a refund, and has it carried out if the processor lets it wait. */
    const sent = async ({ processor, carryOutRefunds }: ProcessorBench, ...all: Parameters<Processor['refund']>) => {
      const now = await processor.refund(...all);
      if (carryOutRefunds === undefined) return now;
      expect(now).toEqual({ state: 'working', reference: expect.any(String) });
      carryOutRefunds();
      return processor.observeRefund(...all);
    };
    const returned = async ({ books }: ProcessorBench, intent: Intent, minor: bigint) => {
      if (books !== undefined) expect((await books(intent)).returned).toBe(minor);
    };

    it('knows no refund before it is sent, and each by its id afterwards', async () => {
      const bench = await make();
      const { observeRefund, intent, charge } = await paid(bench);
      const [one, other] = [refundOf(500n), refundOf(700n)];
      await expect(observeRefund(intent, charge, one)).resolves.toEqual({ state: 'absent' });
      await expect(sent(bench, intent, charge, one)).resolves.toMatchObject({ state: 'returned' });
      await expect(observeRefund(intent, charge, one)).resolves.toMatchObject({ state: 'returned' });
      await expect(observeRefund(intent, charge, other)).resolves.toEqual({ state: 'absent' });
      await sent(bench, intent, charge, other);
      await expect(observeRefund(intent, charge, other)).resolves.toMatchObject({ state: 'returned' });
      await returned(bench, intent, 1_200n);
    });

    const captured = { amount: eur(2_500n), at: '2026-11-28T12:00:00.000Z' };

    it('lists a refund of ours with our id of it', async ({ skip }) => {
      const bench = await make();
      const { refund, listRefunds, intent, charge } = await paid(bench);
      if (listRefunds === undefined) return skip('nobody else makes refunds at this processor');
      const ours = refundOf(500n);
      await refund(intent, charge, ours);
      await expect(listRefunds(intent, charge, captured)).resolves.toMatchObject([{ ownId: ours.id }]);
      bench.carryOutRefunds?.();
      await expect(listRefunds(intent, charge, captured)).resolves.toMatchObject([
        { ownId: ours.id, amount: eur(500n), state: 'returned' },
      ]);
    });

    it('finds a refund that was made there, and only by its own id', async ({ skip }) => {
      const bench = await make();
      const { observeRefund, listRefunds, intent, charge } = await paid(bench);
      if (listRefunds === undefined) return skip('nobody else makes refunds at this processor');
      if (bench.refundByHand === undefined) return skip('this test cannot make one');
      const reference = await bench.refundByHand(intent, 500n);
      await expect(listRefunds(intent, charge, captured)).resolves.toEqual([
        {
          reference,
          amount: eur(500n),
          state: expect.stringMatching(/^(working|returned)$/),
          at: expect.stringMatching(/^20..-.*Z$/),
        },
      ]);
      bench.carryOutRefunds?.();
      await expect(listRefunds(intent, charge, captured)).resolves.toMatchObject([{ state: 'returned' }]);
      const external = { ...refundOf(500n), reference };
      await expect(observeRefund(intent, charge, external)).resolves.toMatchObject({ state: 'returned' });
      await expect(observeRefund(intent, charge, refundOf(500n))).resolves.toEqual({ state: 'absent' });
    });

    it('gives back all of a payment', async () => {
      const bench = await make();
      const { observe, intent, charge } = await paid(bench);
      await expect(sent(bench, intent, charge, refundOf(2_500n))).resolves.toMatchObject({ state: 'returned' });
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: 'captured', captured: eur(2_500n) });
      await returned(bench, intent, 2_500n);
    });

    it('finds a refund whose answer was lost, so that it is not sent again', async ({ skip }) => {
      const bench = await make();
      const { network } = bench;
      skip(network === undefined, 'nothing is lost on the way to this processor');
      const { refund, observeRefund, intent, charge } = await paid(bench);
      const request = refundOf(500n);
      network?.lose('answer', 'POST');
      await expect(refund(intent, charge, request)).rejects.toEqual(trouble('unknown'));
      bench.carryOutRefunds?.();
      await expect(observeRefund(intent, charge, request)).resolves.toMatchObject({ state: 'returned' });
      await returned(bench, intent, 500n);
    });
  });

  describe(`${name}: a network that loses`, () => {
    it.each([
      ['connection', 'not_sent', 'ready', 0n],
      ['request', 'unknown', 'ready', 0n],
      ['answer', 'unknown', 'captured', 2_500n],
    ] as const)('a %s is in trouble "%s", and the intent is then found to be %s', async (what, kind, state, minor) => {
      const bench = await make();
      const { network } = bench;
      // An adapter without a network has nothing to lose.
      if (network === undefined) return expect(bench.processor.can.openIsLocal).toBe(true);
      const { execute, observe, intent, charge } = await opened(bench);
      network.lose(what);
      await expect(execute(intent, charge)).rejects.toEqual(trouble(kind));
      // The money that a checkout takes does not depend on what we execute.
      const found = bench.checkout === undefined ? { state, minor } : { state: 'customer', minor: 0n };
      await expect(observe(intent, charge)).resolves.toMatchObject({ state: found.state });
      await taken(bench, intent, found.minor);
    });

    it('sends nothing of an amount that the processor cannot take', async ({ skip }) => {
      const bench = await make();
      const { processor, network, unsendable, tokens, required } = bench;
      skip(unsendable === undefined, 'the processor takes every amount');
      const charge = chargeOf({ token: tokens.pays, ...required, ...(unsendable && { amount: unsendable }) });
      const before = network?.sent();
      await expect(processor.open('k', charge)).rejects.toMatchObject({ name: 'Refusal' });
      if (processor.sendable === undefined) return;
      expect(() => processor.sendable?.(charge.amount)).toThrow(expect.objectContaining({ name: 'Refusal' }));
      expect(network?.sent()).toBe(before);
    });
  });
}
