import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler } from '../../functions/processors/receive-processor-event.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { stripeWithEvents } from '../../src/processor/stripe/with-events.ts';
import { logger } from '../../src/runtime/log.ts';
import { MemoryStripe } from '../processor/stripe/memory-stripe.ts';
import { call } from '../support/call.ts';
import { casesOf } from '../support/cases.ts';
import { signedByStripe } from '../support/signed-by-stripe.ts';
import { paymentsTable, World } from '../support/world.ts';

const secret = 'whsec_canary';
const hour = 3_600_000;
/** Time limits never ring: the clock of a world would end each request to Stripe at once. */
const neverWakes = () => new Promise<void>(() => undefined);
const untimed = (world: World): Pick<World, 'io'> => ({ io: () => ({ ...world.io(), sleep: neverWakes }) });

afterEach(() => vi.restoreAllMocks());

/** A stage that charges by Stripe, with a payment whose customer has to authenticate. */
async function waitingForCustomer() {
  const world = new World();
  const stripe = new MemoryStripe();
  world.overrides = {
    processors: (io) =>
      onlyProcessor(
        stripeWithEvents(
          { ...io, call: stripe.call },
          { secretKey: 'sk_test_1', keySpace: 'this stage', events: { secrets: [secret], mode: 'test' } },
        ),
      ),
  };
  const body = { amount: '25.00', payment_method: 'pm_card_authenticationRequired', idempotency_key: 'k' };
  const first = await call(createPayment, untimed(world), 'POST /v1/payments', { body });
  if (first.status !== 201) throw new Error(first.body);
  const id = String(first.json.payment_id);
  const [intent] = [...stripe.intents.values()];
  if (intent === undefined) throw new Error('nothing was opened');
  const status = async () => (await call(getPayment, untimed(world), `GET /v1/payments/${id}`)).json.status;
  return { world, stripe, intent, id, first, status };
}

type Waiting = Awaited<ReturnType<typeof waitingForCustomer>>;
type Event = Readonly<{
  id?: string;
  intentId?: string;
  paymentId?: string;
  /** The stage that made the intent, as its metadata says. */
  maker?: string;
  at?: number;
  header?: string;
  /** Members of the event beside its data. */
  members?: object;
  signedAt?: number;
  /** On the way, after it was signed. */
  change?: (body: string) => string;
}>;

const signed = (body: string, at: number) => signedByStripe(body, secret, at);

/** Sends an event about the payment, signed as Stripe does except for what a test says. */
function send(
  { world, intent, id }: Waiting,
  { intentId = intent.id, paymentId = id, maker, at, header, signedAt, change = (body) => body, ...event }: Event = {},
) {
  const created = Math.floor((at ?? world.clock.now()) / 1_000);
  const object = {
    id: intentId,
    object: 'payment_intent',
    metadata: { payment_id: paymentId, payment_service: maker },
  };
  const body = JSON.stringify({
    id: event.id ?? 'evt_1',
    type: 'payment_intent.succeeded',
    created,
    livemode: false,
    data: { object },
    ...event.members,
  });
  const headers = { 'Stripe-Signature': header ?? signed(body, signedAt ?? world.clock.now()) };
  return call(handler, untimed(world), 'POST /v1/processor-events/stripe', { body: change(body), headers });
}

describe('POST /v1/processor-events/{processor}', () => {
  it('brings the payment in line with its processor', async () => {
    const waiting = await waitingForCustomer();
    waiting.intent.status = 'succeeded';
    waiting.intent.amount_received = 2_500;
    const answer = await send(waiting);
    expect([answer.status, answer.json, await waiting.status()]).toEqual([200, { handled: 'reconciled' }, 'SUCCESS']);
  });

  it('asks the processor nothing about the intent of a completed payment: each charge has two such events', async () => {
    const waiting = await waitingForCustomer();
    Object.assign(waiting.intent, { status: 'succeeded', amount_received: 2_500 });
    await send(waiting);
    const asked = waiting.stripe.requests.length;
    for (const id of ['evt_2', 'evt_3']) expect((await send(waiting, { id })).json).toEqual({ handled: 'reconciled' });
    expect(waiting.stripe.requests).toHaveLength(asked);
    const dispute = { object: 'dispute', id: 'du_1', payment_intent: waiting.intent.id };
    const members = { type: 'charge.dispute.created', data: { object: dispute } };
    expect((await send(waiting, { id: 'evt_4', members })).json).toEqual({ handled: 'reconciled' });
    expect(waiting.stripe.paths.slice(asked)).toContain('GET /v1/disputes');
  });

  it('takes an event with as much text as Stripe lets into one: 150,000 characters of evidence', async () => {
    const waiting = await waitingForCustomer();
    expect((await send(waiting, { members: { evidence: '証'.repeat(150_000) } })).json).toEqual({
      handled: 'reconciled',
    });
  });

  it('believes the processor rather than the event: nobody has paid yet', async () => {
    const waiting = await waitingForCustomer();
    expect((await send(waiting)).json).toEqual({ handled: 'reconciled' });
    expect(await waiting.status()).toBe('PENDING');
  });

  it.each([
    ['completed', 'succeeded'],
    ['authorized', 'requires_capture'],
  ] as const)(
    'changes nothing of a payment that is %s already, and of which nothing is due',
    async (_status, state) => {
      const waiting = await waitingForCustomer();
      Object.assign(waiting.intent, { status: state, amount_received: 2_500, amount_capturable: 2_500 });
      await send(waiting);
      const { due_at: _due, ...item } = waiting.world.dynamo.item(paymentsTable, waiting.id) ?? {};
      waiting.world.dynamo.keep(paymentsTable, { ...item, id: waiting.id });
      const before = waiting.world.dynamo.item(paymentsTable, waiting.id);
      const again = await send(waiting, { id: 'evt_2' });
      expect([again.status, again.json]).toEqual([200, { handled: 'reconciled' }]);
      expect(waiting.world.dynamo.item(paymentsTable, waiting.id)).toEqual(before);
    },
  );

  it('asks the processor once about an event that is sent ten times', async () => {
    const waiting = await waitingForCustomer();
    await send(waiting);
    const asked = waiting.stripe.requests.length;
    for (let time = 2; time <= 10; time++) expect((await send(waiting)).json).toEqual({ handled: 'repeated' });
    expect(waiting.stripe.requests).toHaveLength(asked);
  });

  it('statamic-cargo#190: an event before its payment is stored is not lost', async () => {
    const waiting = await waitingForCustomer();
    const item = waiting.world.dynamo.item(paymentsTable, waiting.id);
    const paymentId = 'not-stored-yet';
    const early = await send(waiting, { paymentId });
    expect([early.status, early.json.code, early.headers['Retry-After']]).toEqual([409, 'event_too_early', '10']);
    waiting.world.dynamo.keep(paymentsTable, { ...item, id: paymentId });
    expect((await send(waiting, { paymentId })).json).toEqual({ handled: 'reconciled' });
  });

  it('gives an event up whose payment is unknown for an hour', async () => {
    const waiting = await waitingForCustomer();
    const at = waiting.world.clock.now() - hour;
    expect((await send(waiting, { paymentId: 'nobody', at })).json).toEqual({ handled: 'unknown' });
  });

  it('gives an event of another stage up at once, unless its payment was moved here', async () => {
    const waiting = await waitingForCustomer();
    const maker = 'another stage';
    expect((await send(waiting, { paymentId: 'nobody', maker })).json).toEqual({ handled: 'unknown' });
    expect((await send(waiting, { maker })).json).toEqual({ handled: 'reconciled' });
  });

  it('writes nothing for an event of another intent: an orphan, or an earlier attempt', async () => {
    const waiting = await waitingForCustomer();
    const before = waiting.world.dynamo.contents();
    expect((await send(waiting, { intentId: 'pi_orphan' })).json).toEqual({ handled: 'not_ours' });
    expect(waiting.world.dynamo.contents()).toEqual(before);
  });

  it('asks for the event again while a request, or the sweeper, has not decided the payment', async () => {
    const waiting = await waitingForCustomer();
    const item = { ...waiting.world.dynamo.item(paymentsTable, waiting.id), id: waiting.id };
    const lease = { owner: 'another', until: waiting.world.clock.now() + 10_000 };
    const { outcome: _outcome, ...undecided } = item as Record<string, unknown>;
    waiting.world.dynamo.keep(paymentsTable, { ...undecided, id: waiting.id, status: 'processing', lease });
    waiting.intent.status = 'succeeded';
    waiting.intent.amount_received = 2_500;
    expect((await send(waiting)).json).toMatchObject({ status: 409, code: 'event_too_early' });
    waiting.world.dynamo.keep(paymentsTable, item);
    expect((await send(waiting)).json).toEqual({ handled: 'reconciled' });
    expect(await waiting.status()).toBe('SUCCESS');
  });

  it('finds no processor that this stage does not have', async () => {
    const { world } = await waitingForCustomer();
    const answer = await call(handler, untimed(world), 'POST /v1/processor-events/paypal', { body: '{}' });
    expect(answer.json).toMatchObject({ status: 404, code: 'processor_not_found' });
  });
});

describe('an event that is not for this stage', () => {
  const now = new World().clock.now();

  it.each<[string, Event]>([
    ['with a changed byte', { change: (body) => body.replace('evt_1', 'evt_2') }],
    ['with a byte more', { change: (body) => `${body} ` }],
    ['signed more than five minutes ago', { signedAt: now - 301_000 }],
    ['signed an hour ahead', { signedAt: now + hour }],
    ['of live mode, at a test stage', { members: { livemode: true } }],
    ['that is signed, and no event', { change: () => '[]', header: signed('[]', now) }],
  ])('gets 400 without a call to the store or the processor: %s', async (_what, event) => {
    expect(await sendInVain(event)).toMatchObject({ status: 400, json: { code: 'event_forged' } });
  });

  it('gets 200 without a call to the store or the processor: of another account of the platform', async () => {
    expect(await sendInVain({ members: { account: 'acct_2' } })).toMatchObject({
      status: 200,
      json: { handled: 'irrelevant' },
    });
  });

  async function sendInVain(event: Event) {
    const waiting = await waitingForCustomer();
    waiting.intent.status = 'succeeded';
    waiting.world.dynamo.sent.length = 0;
    const [before, asked] = [waiting.world.dynamo.contents(), waiting.stripe.requests.length];
    const answer = await send(waiting, event);
    expect([waiting.world.dynamo.calls(), waiting.stripe.requests.length]).toEqual([[], asked]);
    expect(waiting.world.dynamo.contents()).toEqual(before);
    return answer;
  }
});

const forgedEvents = casesOf({ all: 10_000, few: 1_000 });

describe(`${forgedEvents} forged events`, () => {
  it('are refused with 400 without a call to the store or the processor, and leave no secret and no body in the log', async () => {
    const waiting = await waitingForCustomer();
    const lines: string[] = [];
    for (const level of ['info', 'error'] as const) {
      vi.spyOn(logger, level).mockImplementation((...all) => void lines.push(JSON.stringify(all)));
    }
    waiting.world.dynamo.sent.length = 0;
    const asked = waiting.stripe.requests.length;
    const statuses = new Set<number>();
    for (let event = 0; event < forgedEvents; event++) {
      const forged = await send(waiting, { paymentId: `canary-${event}`, header: `t=${event},v1=${'0'.repeat(64)}` });
      statuses.add(forged.status);
    }
    expect([...statuses]).toEqual([400]);
    expect([waiting.world.dynamo.calls(), waiting.stripe.requests.length]).toEqual([[], asked]);
    expect(lines).toHaveLength(forgedEvents);
    expect(lines.filter((line) => /canary|evt_|pi_/.test(line))).toEqual([]);
    expect(lines[0]).toContain('"forged_events":1');
  });
});
