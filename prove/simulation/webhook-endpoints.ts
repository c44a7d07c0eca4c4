import type { Random } from '../../test/support/random.ts';
import { webhooksTable } from '../../test/support/world.ts';
import type { SimulatedItem } from './operands.ts';
import type { SimulatedStore } from './store.ts';

/** The receiver that the operator of the stage configures. */
export const builtIn = 'notification-service';
/** The EventBridge bus that gets every event. */
export const busId = 'event-bus';
export const builtInUrl = 'https://notifications.test';

export const webhookFaults = [
  'receiver: no connection',
  'receiver: server error',
  'receiver: throttled',
  'receiver: answer lost',
  'receiver: slow',
  'webhook: not found',
  'webhook: redirected',
  'webhook: gone',
  'webhook: down for days',
  'webhook: part of a batch refused',
] as const;
export type WebhookFault = (typeof webhookFaults)[number];
/** Not the answer to one request about one event. */
const otherFaults = ['webhook: down for days', 'webhook: part of a batch refused'] as const;
export type AnswerFault = Exclude<WebhookFault, (typeof otherFaults)[number]>;

const answerFaults = webhookFaults.filter((one): one is AnswerFault => !otherFaults.some((other) => other === one));

/** How unkind a receiver is. `down`: from when until when it does not answer, in ms from the start. */
export type SimulatedEndpoint = Readonly<{
  id: string;
  url: string;
  percent: number;
  kinds: readonly AnswerFault[];
  down: Readonly<{ from: number; until: number }> | undefined;
}>;

const dayMs = 86_400_000;

/** Two or three endpoints, and the notification service. Most of them are kind most of the time. */
export function endpointsBy(random: Random): readonly SimulatedEndpoint[] {
  const count = 2 + random.whole(2);
  const registered = Array.from({ length: count }, (_, number) => ({
    id: `we_${number}`,
    url: `https://receiver-${number}.test/hooks`,
    ...mannersBy(random),
  }));
  return [...registered, { id: builtIn, url: `${builtInUrl}/v1/notifications`, ...mannersBy(random) }];
}

/** The bus of the stage, which half of the stages have. AWS keeps it where it is: it never answers 410. */
export function busBy(random: Random): SimulatedEndpoint | undefined {
  if (random.whole(2) === 0) return undefined;
  const { kinds, ...manners } = mannersBy(random);
  return { id: busId, url: 'https://events.test', ...manners, kinds: kinds.filter((kind) => kind !== 'webhook: gone') };
}

function mannersBy(random: Random): Omit<SimulatedEndpoint, 'id' | 'url'> {
  const from = random.whole(60_000);
  const lasts = random.pick([0, 0, 0, 120_000, 3_600_000, 4 * dayMs, 7 * dayMs]);
  const down = lasts === 0 ? undefined : { from, until: from + lasts };
  // A deployment that went wrong: it says that it is gone, and is not.
  if (random.whole(8) === 0) return { percent: 60, kinds: ['webhook: gone'], down };
  return {
    percent: random.pick([0, 0, 20, 60]),
    // A receiver is gone once, and for good until a person enables it.
    kinds: answerFaults.filter((kind) => kind !== 'webhook: gone' || random.whole(4) === 0),
    down,
  };
}

const secretOf = (number: number): string =>
  `whsec_${Buffer.from(`secret ${number}`.padEnd(32, '.')).toString('base64')}`;

/** Registers the endpoints as if they had been there for long. */
export function keepEndpoints(store: SimulatedStore, endpoints: readonly SimulatedEndpoint[], now: number): void {
  for (const [number, { id, url }] of endpoints.entries()) {
    if (id === builtIn) continue;
    const item: SimulatedItem = {
      id: 'endpoint',
      sort: id,
      url,
      secret: secretOf(number),
      created_at: now,
      revision: 0,
    };
    store.keep(webhooksTable, item);
  }
}
