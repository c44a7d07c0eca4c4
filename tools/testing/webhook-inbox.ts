import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PaymentEvent, ServiceEvent } from '../../client/types.ts';
import { verify } from '../../client/webhooks.ts';

type EventType = PaymentEvent['type'];

/** Tests wait for what happens to payments, not for failures of webhooks. */
const isOfPayment = (event: ServiceEvent): event is PaymentEvent => 'payment_id' in event.data;

/** Receives the webhooks of a test's service. */
export type WebhookInbox = Readonly<{
  url: string;
  /** The next event of this type that no earlier call returned. Rejects when none comes in `timeoutMs` (10 s). */
  next: (type: EventType, timeoutMs?: number) => Promise<PaymentEvent>;
  /** Deliveries are verified with this secret from now on; events that came before are forgotten. */
  expect: (secret: string) => void;
  close: () => void;
}>;

type EventWaiter = Readonly<{ type: EventType; resolve: (event: PaymentEvent) => void }>;

export async function openInbox(): Promise<WebhookInbox> {
  let secret = '';
  let events: PaymentEvent[] = [];
  const seen = new Set<string>();
  const waiting = new Set<EventWaiter>();

  /** Deliveries are at least once: an event that comes again is the same event. */
  function keep(event: PaymentEvent): void {
    if (seen.has(event.data.event_id)) return;
    seen.add(event.data.event_id);
    const wanted = [...waiting].find(({ type }) => type === event.type);
    if (wanted === undefined) events.push(event);
    else {
      waiting.delete(wanted);
      wanted.resolve(event);
    }
  }

  const server = await listening(async (request) => {
    const body = await text(request);
    const event = await verify(body, request.headers, { secret, toleranceSeconds: Number.POSITIVE_INFINITY });
    if (isOfPayment(event)) keep(event);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    next(type, timeoutMs = 10_000) {
      const index = events.findIndex((event) => event.type === type);
      const [event] = index === -1 ? [] : events.splice(index, 1);
      if (event !== undefined) return Promise.resolve(event);
      return new Promise((resolve, reject) => {
        const mine: EventWaiter = {
          type,
          resolve(found) {
            clearTimeout(timer);
            resolve(found);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(mine);
          const others = events.map((one) => one.type).join(', ') || 'none';
          reject(
            new Error(`No webhook ${type} came in ${timeoutMs} ms. Others that no test has asked for: ${others}.`),
          );
        }, timeoutMs);
        waiting.add(mine);
      });
    },
    expect(newSecret) {
      secret = newSecret;
      events = [];
      seen.clear();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A server on any free port. It answers 204, or 400 if `receive` rejects. */
async function listening(receive: (request: IncomingMessage) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    receive(request).then(
      () => response.writeHead(204).end(),
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A test that forgets to stop the service ends all the same.
  server.unref();
  return server;
}
