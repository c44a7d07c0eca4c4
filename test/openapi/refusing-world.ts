import { ProcessorTrouble } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import type { Item } from '../../src/store/item.ts';
import { type WebhookEndpoints, webhookEndpoints } from '../../src/store/webhook-endpoints.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { TwoTables } from '../support/two-tables.ts';
import { eventsTable, paymentsTable } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';
import { guardedOrders, type Sent, validBodies } from './provocations.ts';
import { validMessages } from './rpc-provocations.ts';

export type Answer = Readonly<{ status: number; contentType: string; code: string; json: Record<string, unknown> }>;
export type RefusingWorld = Awaited<ReturnType<typeof refusingWorld>>;

const noAnswer = () => Promise.reject(new ProcessorTrouble('unknown', 'no answer'));
const silentProcessor = (io: Io) =>
  onlyProcessor({
    ...simulatedProcessor(io),
    observe: noAnswer,
    capture: noAnswer,
    fence: noAnswer,
    clientSecret: noAnswer,
    readEvent: noAnswer,
  });

const realProcessor = (io: Io) => onlyProcessor({ ...simulatedProcessor(io), name: 'stripe' });

const fullOfEndpoints = (io: Io): WebhookEndpoints => {
  const real = webhookEndpoints(io);
  return { ...real, all: async () => (await real.all()).flatMap((one) => Array.from({ length: 25 }, () => one)) };
};

/** A served world with payments, refunds, orders and trips in every state that leads to a refusal. */
export async function refusingWorld() {
  const world = new TwoTables();
  const { origin, stop } = await serveWorld(world);
  const ids = new Map<string, string>();
  let orders = 0;

  const stored = (id: string): Item => world.dynamo.item(paymentsTable, id) ?? {};

  async function send(method: string, path: string, request: Omit<Sent, 'id'>): Promise<Answer> {
    const { query = [], headers = {}, body, intercept, isGuarded = false, isProcessorSilent = false, event } = request;
    world.overrides = {
      ...(isProcessorSilent && { processors: silentProcessor }),
      ...(request.isReal && { processors: realProcessor }),
      ...(event && { processors: (io) => onlyProcessor({ ...simulatedProcessor(io), readEvent: async () => event }) }),
      ...(request.isFullOfEndpoints && { endpoints: fullOfEndpoints }),
    };
    process.env.ONE_PAYMENT_PER_ORDER = isGuarded ? 'on' : 'off';
    const sent = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    if (intercept) world.intercept(intercept(stored));
    const declared = sent === undefined ? {} : { 'Content-Type': 'application/json' };
    const answer = await fetch(
      `${origin}${path}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))}`,
      {
        method,
        headers: { Prefer: 'wait=0', ...declared, ...headers },
        ...(sent !== undefined && { body: sent }),
      },
    );
    world.intercept((_operation, apply) => apply());
    const text = await answer.text();
    const contentType = answer.headers.get('content-type') ?? '';
    // Responses to HEAD have a content type but no body.
    const json = contentType.includes('json') && text !== '' ? JSON.parse(text) : {};
    return { status: answer.status, contentType, code: answer.headers.get('x-error-code') ?? json.code, json };
  }

  const change = (id: string, but: object) => world.dynamo.keep(paymentsTable, { ...stored(id), ...but, id });
  const lease = { owner: 'another', until: world.clock.now() + 365 * 86_400_000 };
  const inFlight = { status: 'processing', lease };

  /** Creates a payment with its name as key, and remembers its id by that name. */
  async function payment(name: string, fields: object = {}): Promise<string> {
    const { json } = await send('POST', '/v1/payments', {
      body: { amount: '10.00', idempotency_key: name, ...fields },
    });
    ids.set(name, String(json.payment_id));
    return String(json.payment_id);
  }

  /** Changes all refunds of a payment in the store. */
  function changeRefunds(id: string, but: object): void {
    const refunds = Object.entries(stored(id).refunds as Record<string, object>);
    change(id, { refunds: Object.fromEntries(refunds.map(([refundId, entry]) => [refundId, { ...entry, ...but }])) });
  }

  function keepOrder(id: string): void {
    const order = { id, name: 'Kim', email: 'kim@example.com', created_at: '2026-11-21T12:00:00.000Z' };
    world.dynamo.keep('payment-service-local-orders', order);
  }

  /** An order without any payment. */
  function freshOrder(): string {
    const id = `order-${++orders}`;
    keepOrder(id);
    return id;
  }

  async function makePeople(): Promise<void> {
    const guarded = guardedOrders.map(([, order]) => order);
    for (const id of ['known-order', 'paid-order', 'order-in-flight', ...guarded]) keepOrder(id);
    const headers = { 'Idempotency-Key': 'person' };
    await send('POST', '/users', { headers, body: { ...validBodies['create-user'] } });
    await send('POST', '/orders', { headers, body: { ...validBodies['create-order'] } });
  }

  async function makePayments(): Promise<void> {
    await payment('paid');
    await payment('declined', { payment_method: 'pm_declined' });
    await payment('capture-refused', { capture: false, payment_method: 'pm_capture_refused' });
    await payment('expired', { capture: false, payment_method: 'pm_authorization_expired' });
    await payment('refund-lost', { payment_method: 'pm_refund_answer_lost' });
    await payment('refund-lost-rpc', { payment_method: 'pm_refund_answer_lost' });
    const dispute = { status: 'open', amount_minor: 1_000, currency: 'USD', opened_at: '2026-11-21T12:00:00.000Z' };
    change(await payment('disputed'), { disputes: { du_1: dispute } });
    const imported = { settled_by: 'import', intent: undefined };
    change(await payment('imported'), imported);
    change(await payment('imported-held', { capture: false }), imported);
    change(await payment('in-flight'), inFlight);
    change(await payment('waiting'), {
      status: 'pending',
      outcome: { status: 'pending', action: { type: 'in_app' } },
      due_at: '2026-11-21T12:01:00.000Z',
    });
    for (const closing of ['capture', 'cancel']) {
      await payment(`authorized-${closing}-payment`, { capture: false });
      change(await payment(`in-flight-${closing}-payment`, { capture: false }), { closing, lease });
    }
    const byRpc = async (name: string, path: string) => {
      const key = { 'Idempotency-Key': `in-flight-${name}` };
      const body = { ...validMessages[name], ...(name.startsWith('services') && { idempotency_key: '' }) };
      const { json } = await send('POST', path, { headers: key, body });
      change(String(json.payment_id), inFlight);
    };
    await byRpc('customers-create-payment', '/payment.v1.PaymentService/CreatePayment');
    await byRpc('services-request-payment', '/payments.v1.PaymentService/RequestPayment');
  }

  async function makeRefunds(): Promise<void> {
    const refund = async (name: string, amount?: string) => {
      const id = await payment(name);
      const body = { idempotency_key: name, ...(amount !== undefined && { amount }) };
      await send('POST', `/v1/payments/${id}/refund`, { body });
      return id;
    };
    await refund('refunded', '1.00');
    changeRefunds(await refund('refund-in-flight', '1.00'), inFlight);
    changeRefunds(await refund('whole-refund-in-flight'), inFlight);
    const id = await refund('refunded-a-hundred-times', '1.00');
    const [entry] = Object.values(stored(id).refunds as Record<string, object>);
    change(id, { refunds: Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`r${at}`, { ...entry }])) });
  }

  async function makeTripsAndOrders(): Promise<void> {
    await payment('authorized-trip', { trip_id: 'authorized-trip', capture: false });
    for (const [code, order] of guardedOrders) {
      const capture = code === 'order_payment_authorized' ? { capture: false } : {};
      const id = await payment(order, { order_id: order, one_payment_per_order: true, ...capture });
      if (code === 'order_payment_in_progress') change(id, inFlight);
    }
    for (const trip of ['paid-trip', 'trip-in-flight']) {
      const body = { trip_id: trip, method: 'CARD', idempotency_key: trip };
      const { json } = await send('POST', '/v1/payments/charge', { body });
      if (trip === 'trip-in-flight') change(String(json.payment_id), inFlight);
    }
    for (const order of ['paid-order', 'order-in-flight']) {
      const { json } = await send('POST', '/payments', { body: { order_id: order, amount: '10.00' } });
      if (order === 'order-in-flight') change(String(json.id), inFlight);
    }
  }

  async function makeEndpoints(): Promise<void> {
    const event = recordedEvent({ paymentId: 'p1' });
    world.dynamo.keep(eventsTable, { ...eventItemOf(event, 1), id: 'p1' });
    for (const [name, url] of Object.entries({ endpoint: 'webhooks', 'disabled-endpoint': 'disabled' })) {
      const { json } = await send('POST', '/v1/webhook-endpoints', { body: { url: `https://example.com/${url}` } });
      ids.set(name, String(json.id));
    }
    const disabled = `/v1/webhook-endpoints/${ids.get('disabled-endpoint')}`;
    for (let times = 0; times < 5; times++) await send('POST', `${disabled}/rotate-secret`, {});
    await send('POST', disabled, { body: { status: 'disabled' } });
  }

  world.call = async (url) => {
    const id = String(url).split('/').at(-1);
    if (id === 'unknown') return new Response('{}', { status: 404 });
    if (id === 'broken') return new Response('{}', { status: 200 });
    const status = id === 'running' ? 'RUNNING' : 'COMPLETED';
    return new Response(JSON.stringify({ trip_id: id, status, fare: 24.5 }));
  };
  const at = '2026-11-21T11:00:00.000Z';
  const event = { sort: 'payment.completed#0', type: 'payment.completed', at, body: '{}', day: '2026-11-21#0' };
  world.dynamo.keep(eventsTable, { id: 'unsealed', ...event });
  await makePeople();
  await makePayments();
  await makeRefunds();
  await makeTripsAndOrders();
  await makeEndpoints();
  return { send, stop, ids, freshOrder };
}
