import { describe, expect, it } from 'vitest';
import { resumePayment } from '../../src/commands/resume-payment.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { Observation } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { pay, stored } from '../support/attempts.ts';
import { fields, wanted } from '../support/payments.ts';
import { refusal } from '../support/refusals.ts';
import {
  completed,
  declined,
  declines,
  fails,
  refuses,
  reserves,
  ScriptedProcessor,
  type Step,
  takes,
} from '../support/scripted-processor.ts';
import { World } from '../support/world.ts';

const is =
  (seen: Observation): Step<Observation> =>
  () =>
    seen;
const working = is({ state: 'working' });
const asksCustomer = is({ state: 'customer', action: { type: 'in_app' } });
const refusedOutcome: Outcome = { status: 'failed', failureCode: 'card_declined', rawCode: 'do_not_honor' };
const later = wanted({ fields: { ...fields, captureLater: true } });

/** A payment that was claimed, and whose processor did not answer. */
async function leftBehind(but: Partial<typeof fields> = {}) {
  const world = new World();
  const processor = new ScriptedProcessor({ execute: [fails()] });
  const request = wanted({ fields: { ...fields, ...but } });
  await expect(pay(world, processor, { wanted: request })).rejects.toThrow(refusal('processor_unavailable'));
  processor.calls.length = 0;
  return { world, processor, request };
}

/** The sweeper's attempt at a payment. */
function resume(world: World, processor: ScriptedProcessor) {
  const io = world.io();
  const stores = {
    payments: payments(io),

    refunds: refunds(io),
    authorizations: authorizations(io),
  };
  return resumePayment(wanted().id, { ...stores, processors: onlyProcessor(processor), io });
}

describe('an attempt that takes over observes the intent before anything else', () => {
  it.each<[string, Step<Observation>, Outcome, readonly string[]]>([
    ['captured: it completes', takes('PAY-seen'), completed('PAY-seen'), ['observe']],
    ['authorized: it is authorized', reserves('A'), { status: 'authorized', reference: 'A' }, ['observe']],
    ['dead: it failed', declines, declined, ['observe']],
    ['ready: it is executed', is({ state: 'ready' }), completed(), ['observe', 'execute']],
    ['refused: it is fenced, and failed', refuses, refusedOutcome, ['observe', 'fence']],
  ])('that is %s', async (_what, step, outcome, asked) => {
    const { world, processor } = await leftBehind();
    processor.script.observe.push(step);
    const { payment } = await pay(world, processor);
    expect([payment.outcome, processor.asked()]).toEqual([outcome, asked]);
  });

  it.each([['does not answer', fails()]])('and decides nothing while the processor %s', async (_what, step) => {
    const { world, processor } = await leftBehind();
    processor.script.observe.push(step);
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable', { retryAfterSeconds: 1 }));
    expect(stored(world)).toMatchObject({ status: 'processing', lease: { until: 0 } });
    processor.script.observe.push(takes());
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'completed' } });
  });

  it('and is pending while the processor works on it', async () => {
    const { world, processor } = await leftBehind();
    processor.script.observe.push(working);
    await expect(pay(world, processor)).resolves.toMatchObject({ payment: { status: 'pending' } });
    expect(stored(world)).toMatchObject({
      status: 'pending',
      outcome: { status: 'pending' },
      due_at: expect.any(String),
    });
  });

  it('however long ago the first attempt was', async () => {
    const { world, processor } = await leftBehind();
    world.clock.advance(30 * 86_400_000);
    await pay(world, processor);
    expect(processor.asked()).toEqual(['observe', 'execute']);
  });
});

describe('a processor that says the intent is in another state', () => {
  it.each<[string, Step<Observation>, Outcome]>([
    ['captured', takes('PAY-seen'), completed('PAY-seen')],
    ['dead', declines, declined],
  ])('is asked which: %s', async (_what, step, outcome) => {
    const processor = new ScriptedProcessor({ execute: [fails('wrong_state')], observe: [step] });
    const { payment } = await pay(new World(), processor);
    expect([payment.outcome, processor.asked()]).toEqual([outcome, ['execute', 'observe']]);
  });

  it('and cannot be asked leaves the payment undecided', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [fails('wrong_state')], observe: [fails()] });
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing' });
  });
});

describe.each([
  ['refused', refuses, refusedOutcome],
  [
    'waiting for its customer, whom this contract cannot ask,',
    asksCustomer,
    { status: 'failed', failureCode: 'authentication_required', rawCode: 'in_app' },
  ],
] as const)('an intent that is %s', (_what, step, outcome) => {
  it('is fenced before the payment fails', async () => {
    const world = new World();
    const statusAtFence: unknown[] = [];
    const fences: Step<Observation> = () => {
      statusAtFence.push(stored(world)?.status);
      return { state: 'dead', code: 'abandoned', raw: 'fenced' };
    };
    const processor = new ScriptedProcessor({ execute: [step], fence: [fences] });
    const { payment } = await pay(world, processor);
    expect([payment.outcome, statusAtFence]).toEqual([outcome, ['processing']]);
  });

  it('and that its customer pays meanwhile completes the payment', async () => {
    const processor = new ScriptedProcessor({
      execute: [step],
      fence: [fails('wrong_state')],
      observe: [takes('LATE')],
    });
    const { payment } = await pay(new World(), processor);
    expect([payment.outcome, processor.asked()]).toEqual([completed('LATE'), ['execute', 'fence', 'observe']]);
  });

  it('and cannot be fenced fails nothing', async () => {
    const world = new World();
    const processor = new ScriptedProcessor({ execute: [step], fence: [fails()] });
    await expect(pay(world, processor)).rejects.toThrow(refusal('processor_unavailable'));
    expect(stored(world)).toMatchObject({ status: 'processing' });
    expect(stored(world)).not.toHaveProperty('outcome');
  });

  it('and is fenced without dying fails nothing', async () => {
    const processor = new ScriptedProcessor({ execute: [step], fence: [working] });
    await expect(pay(new World(), processor)).rejects.toThrow(refusal('processor_unavailable'));
  });
});

describe('an amount that comes back different is never settled', () => {
  const other = { minor: 1_098n, currency: fields.amount.currency };
  const hundredfold = { minor: 109_900n, currency: fields.amount.currency };
  const inYen = { minor: 1_099n, currency: 'JPY' as typeof fields.amount.currency };
  const captured = (amount: typeof other) =>
    is({ state: 'captured', captured: amount, reference: 'P', fee: undefined });

  it.each([
    ['less was captured', fields, { execute: [captured(other)] }],
    ['a hundredfold was captured', fields, { execute: [captured(hundredfold)] }],
    ['another currency was captured', fields, { execute: [captured(inYen)] }],
    [
      'less was authorized',
      later.fields,
      { execute: [is({ state: 'authorized', capturable: other, reference: 'A', until: undefined })] },
    ],
    ['the customer paid less meanwhile', fields, { execute: [refuses], fence: [captured(other)] }],
  ])('%s', async (_what, of, script) => {
    const world = new World();
    const processor = new ScriptedProcessor(script);
    await expect(pay(world, processor, { wanted: wanted({ fields: of }) })).rejects.toThrow(
      refusal('processor_unavailable', { retryAfterSeconds: 3_600 }),
    );
    expect(stored(world)).toMatchObject({ status: 'processing', refundable_minor: 0 });
    expect(stored(world)).not.toHaveProperty('outcome');
  });
});

describe('a payment without a key that nobody came back for', () => {
  it('is fenced if it was not executed yet: its client was told to send another request', async () => {
    const { world, processor } = await leftBehind({ keyless: true });
    await expect(resume(world, processor)).resolves.toBe('decided');
    expect(processor.asked()).toEqual(['observe', 'fence']);
    expect(stored(world)).toMatchObject({
      outcome: { status: 'failed', failure_code: 'abandoned', raw_code: 'fenced' },
    });
  });

  it('is completed if it was', async () => {
    const { world, processor } = await leftBehind({ keyless: true });
    processor.script.observe.push(takes('PAY-seen'));
    await expect(resume(world, processor)).resolves.toBe('decided');
    expect([stored(world)?.status, processor.asked()]).toEqual(['completed', ['observe']]);
  });

  it('is completed if it was while it was being fenced', async () => {
    const { world, processor } = await leftBehind({ keyless: true });
    processor.script.fence.push(fails('wrong_state'));
    processor.script.observe.push(is({ state: 'ready' }), takes('PAY-seen'));
    await expect(resume(world, processor)).resolves.toBe('decided');
    expect([stored(world)?.status, processor.asked()]).toEqual(['completed', ['observe', 'fence', 'observe']]);
  });

  it('with a key is executed: its client may have gone, but asked for nothing else', async () => {
    const { world, processor } = await leftBehind();
    await expect(resume(world, processor)).resolves.toBe('decided');
    expect([stored(world)?.status, processor.asked()]).toEqual(['completed', ['observe', 'execute']]);
  });
});
