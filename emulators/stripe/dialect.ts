import type { IncomingResponse } from '../../src/runtime/http-call.ts';
import type { Io } from '../../src/runtime/io.ts';

type Call = Io['call'];
type Body = Record<string, unknown>;
type Shown = Readonly<{ status: number; body: Body }>;

/** Parameters that localstripe 1.15.10 knows; it answers 400 to any other. stripe-mock checks the others. */
const known: Readonly<Record<string, RegExp>> = {
  create: /^(amount|currency|customer|payment_method|metadata|payment_method_types|capture_method|expand)(\[|$)/,
  confirm: /^expand\[/,
  cancel: /^expand\[/,
  capture: /^(amount_to_capture|expand)(\[|$)/,
};

const unknownLists: ReadonlySet<string> = new Set(['disputes', 'events']);

const noneOf = (kind: string): Shown => ({
  status: 200,
  body: { object: 'list', url: `/v1/${kind}`, data: [], has_more: false },
});

/**
 * Translates between Stripe's current API and localstripe, which alone decides which intents exist, their states and the
 * charged amounts:
 * - drops parameters that localstripe does not know;
 * - adds an intent's amounts and the error codes that localstripe omits;
 * - fails the authentication that localstripe asks for if `error_on_requires_action` or `off_session`, which it does not
 *   know, forbids to ask;
 * - refuses to capture a cancelled intent, which localstripe allows and Stripe does not;
 * - lists no disputes and no events, of which localstripe keeps none.
 */
export function localstripeDialect(call: Call): Call {
  return async (address, request) => {
    const url = new URL(address);
    const [, , kind = '', id = '', action = id === '' ? 'create' : 'read'] = url.pathname.split('/');
    const ask = async (method: string, path: string, body?: URLSearchParams): Promise<Shown> => {
      const { headers, signal } = request;
      const answer = await call(`${url.origin}/v1/${path}`, {
        method,
        headers,
        signal,
        ...(body && { body: `${body}` }),
      });
      return { status: answer.status, body: await bodyOf(answer) };
    };
    if (request.method === 'GET' && unknownLists.has(kind)) return answered(noneOf(kind), ask);
    if (kind !== 'payment_intents') return call(address, request);
    if (request.method === 'GET') return answered(await ask('GET', `payment_intents/${id}${url.search}`), ask);

    const parameters = new URLSearchParams(request.body);
    const kept = [...parameters].filter(([name]) => known[action]?.test(name));
    if (action === 'capture') {
      const now = await ask('GET', `payment_intents/${id}`);
      if (now.body.status !== 'requires_capture') return answered(unexpectedState, ask);
    }
    const path = action === 'create' ? 'payment_intents' : `payment_intents/${id}/${action}`;
    const shown = await ask('POST', path, new URLSearchParams(kept));
    const mayNotAsk = parameters.has('error_on_requires_action') || parameters.has('off_session');
    if (shown.body.status === 'requires_action' && mayNotAsk)
      return answered(await withoutCustomer(shown.body, ask), ask);
    if (action === 'create' && shown.status === 404) return answered(noSuchPaymentMethod, ask);
    if (shown.status === 400 && action !== 'create') return answered(unexpectedState, ask);
    if (shown.status === 402) return answered(await withIntent(shown, id, ask), ask);
    return answered(shown, ask);
  };
}

async function bodyOf({ body }: IncomingResponse): Promise<Body> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

type Ask = (method: string, path: string, body?: URLSearchParams) => Promise<Shown>;

const invalid = 'invalid_request_error';
const unexpectedState: Shown = {
  status: 400,
  body: { error: { type: invalid, code: 'payment_intent_unexpected_state' } },
};
const noSuchPaymentMethod: Shown = {
  status: 400,
  body: { error: { type: invalid, code: 'resource_missing', param: 'payment_method' } },
};

/** Adds the intent to a card error, as Stripe does. */
async function withIntent({ status, body }: Shown, id: string, ask: Ask): Promise<Shown> {
  const { body: intent } = await ask('GET', `payment_intents/${id}`);
  const payment_intent = await withAmounts(intent, ask);
  return { status, body: { error: { ...(body.error as Body), type: 'card_error', payment_intent } } };
}

/** Fails the authentication that localstripe waits for, because no customer can be asked. */
async function withoutCustomer({ id, client_secret }: Body, ask: Ask): Promise<Shown> {
  const failing = new URLSearchParams({ client_secret: String(client_secret), success: 'false' });
  const { body } = await ask('POST', `payment_intents/${id}/_authenticate`, failing);
  const error = { type: 'card_error', code: 'authentication_required' };
  const payment_intent = { ...(await withAmounts(body, ask)), last_payment_error: error };
  return { status: 402, body: { error: { ...error, payment_intent } } };
}

/** Computes an intent's amounts. localstripe books the uncaptured part as a refund without an intent. */
async function withAmounts(intent: Body, ask: Ask): Promise<Body> {
  const { id, amount, status } = intent;
  let notCaptured = 0;
  if (status === 'succeeded') {
    const { body } = await ask('GET', `refunds?payment_intent=${id}&limit=1000`);
    for (const refund of body.data as readonly Body[])
      if (refund.payment_intent === null) notCaptured += Number(refund.amount);
  }
  return {
    ...intent,
    amount_received: status === 'succeeded' ? Number(amount) - notCaptured : 0,
    amount_capturable: status === 'requires_capture' ? amount : 0,
  };
}

async function answered({ status, body }: Shown, ask: Ask) {
  const shown = body.object === 'payment_intent' ? await withAmounts(body, ask) : body;
  return { status, headers: new Headers(), body: new Blob([JSON.stringify(shown)]).stream() };
}
