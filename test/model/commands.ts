import fc, { type AsyncCommand } from 'fast-check';
import type { Answered } from '../support/client.ts';
import { agree, amountOf, type Model, type Payment, type Real, shownStatus } from './model.ts';

type Run = (model: Model, real: Real) => Promise<void>;

/** A command that may be given at any time. */
class Command implements AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly run: Run;

  constructor(text: string, run: Run) {
    this.#text = text;
    this.run = run;
  }

  check = (): boolean => true;
  toString = (): string => this.#text;
}

/** One about a payment, once there is one by that key. */
class OfPayment implements AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #key: string;
  readonly #run: (payment: Payment, real: Real) => Promise<void>;

  constructor(text: string, key: string, run: (payment: Payment, real: Real) => Promise<void>) {
    this.#text = `${text} ${key}`;
    this.#key = key;
    this.#run = run;
  }

  check = ({ payments }: Readonly<Model>): boolean => payments.has(this.#key);
  toString = (): string => this.#text;

  async run({ payments }: Model, real: Real): Promise<void> {
    const payment = payments.get(this.#key);
    if (payment !== undefined) await this.#run(payment, real);
  }
}

/** A refusal has its request's id in it; a payment is told in the same bytes. */
const told = ({ status, json, text }: Answered) => [status, json.code ?? text];

type Wanted = Readonly<{ key: string; cents: number; capture: boolean; declined: boolean; twice: boolean }>;

const create = ({ key, cents, capture, declined, twice }: Wanted) =>
  new Command(`create ${key} ${cents} ${capture} ${declined}${twice ? ' twice at once' : ''}`, async (model, real) => {
    const body = {
      amount: amountOf(cents),
      capture,
      customer_id: real.name('customer'),
      ...(declined && { payment_method: 'pm_declined' }),
    };
    const send = () => real.post('/v1/payments', body, { 'Idempotency-Key': real.name(key) });
    const [answer, other] = await Promise.all([send(), twice ? send() : undefined]);
    if (other !== undefined) agree('the other answer', told(other), told(answer));
    const known = model.payments.get(key);
    if (known !== undefined) {
      const differs = {
        amount: known.cents !== cents,
        payment_method: known.declined !== declined,
        capture: known.capture !== capture,
      };
      const mismatched = Object.entries(differs).flatMap(([name, isOther]) => (isOther ? [name] : []));
      if (mismatched.length > 0) return agree('reused', [answer.status, answer.json.mismatched], [422, mismatched]);
      agree('replayed', answer.headers.get('idempotent-replayed'), 'true');
      return agree('again', [answer.status, answer.text], [known.declined ? 402 : 201, known.created]);
    }
    const status = declined ? 'failed' : capture ? 'completed' : 'authorized';
    const id = String(answer.json.payment_id);
    const payment: Payment = {
      id,
      cents,
      capture,
      declined,
      status,
      refunded: 0,
      created: answer.text,
      refunds: new Map(),
    };
    model.payments.set(key, payment);
    agree(
      'created',
      [answer.status, answer.json.amount, answer.json.status],
      [declined ? 402 : 201, cents / 100, shownStatus(payment)],
    );
  });

const close = (key: string, how: 'capture' | 'cancel') =>
  new OfPayment(how, key, async (payment, real) => {
    const closed = how === 'capture' ? 'completed' : 'cancelled';
    const { status, json } = await real.post(`/v1/payments/${payment.id}/${how}`, {});
    if (payment.status !== 'authorized' && payment.status !== closed) {
      return agree(how, [status, json.code, json.from], [409, 'wrong_state', payment.status]);
    }
    payment.status = closed;
    agree(how, [status, json.status], [200, shownStatus(payment)]);
  });

const refund = (key: string, refundKey: string, asked: number | 'all') =>
  new OfPayment(`refund ${asked} by ${refundKey} of`, key, async (payment, real) => {
    const body = {
      idempotency_key: real.name(refundKey),
      ...(asked !== 'all' && { amount: amountOf(asked) }),
    };
    const { status, json, text } = await real.post(`/v1/payments/${payment.id}/refund`, body);
    const known = payment.refunds.get(refundKey);
    if (known !== undefined && known.asked !== asked)
      return agree('refund', [status, json.code], [422, 'idempotency_key_reused']);
    if (known !== undefined) return agree('refund again', [status, text], [200, known.text]);
    if (payment.status !== 'completed') return agree('refund', [status, json.code], [400, 'payment_not_refundable']);
    const left = payment.cents - payment.refunded;
    const cents = asked === 'all' ? left : asked;
    if (cents > left || cents === 0) return agree('refund', [status, json.code], [400, 'refund_exceeds_remaining']);
    payment.refunded += cents;
    payment.refunds.set(refundKey, { asked, text });
    const figures = [json.refund_amount, json.refunded_amount, json.refundable_amount];
    agree('refund', [status, ...figures], [200, cents / 100, payment.refunded / 100, (left - cents) / 100]);
  });

const get = (key: string) =>
  new OfPayment('get', key, async (payment, real) => {
    const { status, json } = await real.get(`/v1/payments/${payment.id}`);
    const left = payment.status === 'completed' ? payment.cents - payment.refunded : 0;
    const seen = [status, json.amount, json.status, json.refunded_amount, json.refundable_amount];
    agree('get', seen, [200, payment.cents / 100, shownStatus(payment), payment.refunded / 100, left / 100]);
  });

const receipt = (key: string) =>
  new OfPayment('receipt', key, async (payment, real) => {
    const { status, json } = await real.get(`/v1/payments/${payment.id}/receipt`);
    if (payment.status !== 'completed') return agree('receipt', [status, json.code], [409, 'receipt_not_available']);
    const refunds = json.refunds as readonly unknown[];
    agree('receipt', [status, json.amount, refunds.length], [200, payment.cents / 100, payment.refunds.size]);
  });

const fates = { authorized: 'succeeded', completed: 'succeeded', failed: 'failed', cancelled: 'cancelled' } as const;

const lookUp = (key: string) =>
  new Command(`look up ${key}`, async ({ payments }, real) => {
    const { json } = await real.get(`/v1/idempotency-keys/${real.name(key)}`);
    const payment = payments.get(key);
    const status = payment === undefined ? 'never_seen' : fates[payment.status];
    const shown = json.payment as { payment_id: string } | null;
    agree('key', [json.status, shown?.payment_id ?? null], [status, payment?.id ?? null]);
  });

type Listed = Readonly<{ payment_id: string; customer_id: string; status: string; refunded_amount: number }>;

const byText = (one: string, other: string) => (one < other ? -1 : 1);

const list = new Command('list', async ({ payments }, real) => {
  const { json } = await real.get('/v1/payments?limit=50');
  // Those of other runs are older, and of another customer.
  const seen = (json.payments as Listed[])
    .filter(({ customer_id }) => customer_id === real.name('customer'))
    .map(({ payment_id, status, refunded_amount }) => [payment_id, status, refunded_amount].join());
  const wanted = [...payments.values()].map((payment) =>
    [payment.id, shownStatus(payment), payment.refunded / 100].join(),
  );
  agree('list', seen.toSorted(byText), wanted.toSorted(byText));
});

const payOrder = (order: string, cents: number) =>
  new Command(`pay ${cents} for ${order}`, async ({ orders }, real) => {
    const answer = await real.post('/payments/', { order_id: real.name(order), amount: amountOf(cents) });
    const known = orders.get(order);
    if (cents <= 0) {
      agree('nothing for an order', [answer.status, answer.json.code], [400, 'amount_not_positive']);
      if (known === undefined) orders.set(order, { cents, status: 'FAILED', text: '' });
    } else if (known?.status === 'COMPLETED' && known.cents !== cents) {
      agree('another amount', [answer.status, answer.json.code], [409, 'order_already_paid']);
    } else if (known?.status === 'COMPLETED') {
      agree('order again', [answer.status, answer.text], [200, known.text]);
    } else {
      agree('order', [answer.status, answer.json.amount, answer.json.status], [201, cents / 100, 'COMPLETED']);
      orders.set(order, { cents, status: 'COMPLETED', text: answer.text });
    }
    const now = await real.get(`/api/payments/${real.name(order)}/`);
    const { cents: kept, status } = orders.get(order) ?? { cents, status: 'FAILED' };
    agree('the order now', [now.json.amount, now.json.status], [kept / 100, status]);
  });

const chargeTrip = (key: string, trip: string) =>
  new Command(`charge ${trip} by ${key}`, async ({ trips, tripKeys }, real) => {
    const body = { idempotency_key: real.name(key), trip_id: `completed-${real.name(trip)}`, method: 'CARD' };
    const { status, text, json } = await real.post('/v1/payments/charge', body);
    const [byKey, ofTrip] = [tripKeys.get(key), trips.get(trip)];
    if (byKey !== undefined && byKey.trip !== trip)
      return agree('charge', [status, json.code], [422, 'idempotency_key_reused']);
    if (byKey?.text !== undefined) return agree('charge again', [status, text], [201, byKey.text]);
    tripKeys.set(key, { trip, text: ofTrip === undefined ? text : undefined });
    if (ofTrip !== undefined) return agree('paid trip', [status, json.code], [409, 'trip_already_paid']);
    agree('charge', [status, json.status], [201, 'SUCCESS']);
    trips.set(trip, { key, text });
  });

const kill = new Command('kill -9 and start again', async (_model, real) => real.kill());

const key = fc.constantFrom('a', 'b', 'c', 'd');
const cents = fc.constantFrom(100, 250, 777);
const refundKey = fc.constantFrom('r1', 'r2', 'r3', 'r4');
const asked = fc.constantFrom<(number | 'all')[]>(1, 100, 150, 777, 10_000, 'all');
const rarely = fc.nat(4).map((number) => number === 0);

/** Every command that there is; those that make something are given first of all. */
export const commands = fc.commands(
  [
    fc.record({ key, cents, capture: fc.boolean(), declined: rarely, twice: rarely }).map(create),
    fc.record({ key, cents, capture: fc.boolean(), declined: fc.constant(false), twice: rarely }).map(create),
    fc.tuple(key, fc.constantFrom('capture', 'cancel')).map(([key, how]) => close(key, how)),
    fc.tuple(key, refundKey, asked).map(([key, refundKey, asked]) => refund(key, refundKey, asked)),
    fc.tuple(key, refundKey, asked).map(([key, refundKey, asked]) => refund(key, refundKey, asked)),
    key.map(get),
    key.map(receipt),
    key.map(lookUp),
    fc
      .tuple(fc.constantFrom('o1', 'o2'), fc.constantFrom(-100, 0, 100, 250))
      .map(([order, cents]) => payOrder(order, cents)),
    fc.tuple(key, fc.constantFrom('t1', 't2')).map(([key, trip]) => chargeTrip(`trip-${key}`, trip)),
    // Starting again takes a second.
    fc.nat(24).map((number) => (number === 0 ? kill : list)),
  ],
  { maxCommands: 60, size: 'max' },
);
