import { describe, expect, it } from 'vitest';
import { afterAttempt, begunAgain, mostAttempts, putOff } from '../../src/domain/delivery-schedule.ts';
import { type Delivery, newDelivery, type ReceiverAnswer } from '../../src/domain/webhook-delivery.ts';
import { isFailingTooLong, isRecipient, type WebhookEndpoint } from '../../src/domain/webhook-endpoint.ts';
import { retryAfterMs } from '../../src/webhooks/retry-after.ts';

const start = Date.parse('2026-11-21T12:00:00.000Z');
const delivery = newDelivery('we_1', {
  id: 'p:payment.completed:0',
  type: 'payment.completed',
  at: '2026-11-21T12:00:00Z',
});
const answered = (status: number, retryAfter?: number): ReceiverAnswer => ({
  kind: 'answered',
  status,
  retryAfterMs: retryAfter,
});
const silence: ReceiverAnswer = { kind: 'failed', error: 'timeout' };
const tried = (answer: ReceiverAnswer, random = 0, from = delivery) =>
  afterAttempt(from, { answer, now: start, random });
const dueIn = ({ state }: ReturnType<typeof tried>) =>
  state.status === 'pending' ? Date.parse(state.dueAt) - start : undefined;

describe('the schedule of a delivery', () => {
  it('there are ten attempts, after 0, 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h', () => {
    const pauses: (number | undefined)[] = [];
    let now = start;
    let last: Delivery = delivery;
    while (last.state.status === 'pending' && pauses.length < 20) {
      last = afterAttempt(last, { answer: silence, now, random: 0 });
      const due = last.state.status === 'pending' ? Date.parse(last.state.dueAt) : undefined;
      pauses.push(due === undefined ? undefined : (due - now) / 1_000);
      now = due ?? now;
    }
    const hour = 3_600;
    expect(pauses).toEqual([5, 300, 1_800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour, undefined]);
    expect([last.attempts, last.state]).toEqual([mostAttempts, { status: 'dead', reason: 'exhausted' }]);
    expect(mostAttempts).toBe(10);
  });

  it('jitter makes a pause up to a tenth longer', () => {
    expect(dueIn(tried(silence, 0))).toBe(5_000);
    expect(dueIn(tried(silence, 0.999))).toBe(5_499);
  });

  it.each([
    [200, 'delivered'], [204, 'delivered'], [299, 'delivered'],
    [301, 'pending'], [307, 'pending'], [400, 'pending'], [401, 'pending'], [404, 'pending'], [429, 'pending'], [500, 'pending'], [503, 'pending'],
    [410, 'dead'],
  ])('after the status %i it is %s', (status, wanted) => expect(tried(answered(status)).state.status).toBe(wanted)); // biome-ignore format: a table

  it('Retry-After makes a pause longer, never shorter, and by a day at most', () => {
    expect(dueIn(tried(answered(503, 60_000)))).toBe(60_000);
    expect(dueIn(tried(answered(503, 1_000)))).toBe(5_000);
    expect(dueIn(tried(answered(503, 40 * 86_400_000)))).toBe(86_400_000);
  });

  it.each([
    ['120', 120_000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('Retry-After %s is %s ms', (header, ms) => expect(retryAfterMs(header, start)).toBe(ms));

  it('a delivery that is put off keeps its attempts, and one that begins again has none', () => {
    const once = tried(silence);
    expect(putOff(once, start)).toMatchObject({ attempts: 1, revision: 2 });
    expect(begunAgain(once, start)).toMatchObject({ attempts: 0, revision: 2 });
  });
});

describe('an endpoint', () => {
  const endpoint: WebhookEndpoint = {
    id: 'we_1', url: 'https://example.com', description: undefined, types: undefined, state: { status: 'enabled' },
    secret: 'whsec_AAAA', previous: [], failingSince: undefined, workingAt: undefined, createdAt: start, revision: 0,
  }; // biome-ignore format: an item
  const event = { ...delivery.event, body: '' };

  it('gets all events, or those of its types', () => {
    expect(isRecipient(endpoint, event)).toBe(true);
    expect(isRecipient({ ...endpoint, types: ['payment.completed'] }, event)).toBe(true);
    expect(isRecipient({ ...endpoint, types: ['payment.failed'] }, event)).toBe(false);
  });

  it('that was disabled gets what happened while it was enabled', () => {
    const disabledAt = (at: number) => ({
      ...endpoint,
      state: { status: 'disabled', reason: 'requested', at } as const,
    });
    expect(isRecipient(disabledAt(start + 1), event)).toBe(true);
    expect(isRecipient(disabledAt(start - 3_600_000), event)).toBe(false);
  });

  it('has failed for too long after five days without a success', () => {
    expect(isFailingTooLong({ failingSince: undefined }, start)).toBe(false);
    expect(isFailingTooLong({ failingSince: start }, start + 5 * 86_400_000 - 1)).toBe(false);
    expect(isFailingTooLong({ failingSince: start }, start + 5 * 86_400_000)).toBe(true);
  });
});
