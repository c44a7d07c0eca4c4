import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localHeaders } from '../../tools/app/environment-description.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { clientOf } from '../support/client.ts';
import { startOwnEnvironment } from '../support/own-environment.ts';

let environment: Environment;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  environment = await startOwnEnvironment({ seed: false });
  client = clientOf(String(environment.urls[0]));
});
afterAll(() => environment.stop());

const pay = (key: string, more: object = {}) =>
  client.post('/v1/payments', JSON.stringify({ amount: '9.00', currency: 'EUR', ...more }), { 'Idempotency-Key': key });
const keyStatus = async (key: string) => (await client.get(`/v1/idempotency-keys/${key}`)).json.status;
const move = (body: object, headers: Record<string, string> = localHeaders) =>
  client.post('/_local/clock', JSON.stringify(body), headers);

describe('an environment whose clock is moved', () => {
  it('finishes a payment whose answer was lost when the clock moves by two minutes', async () => {
    const lost = await pay('lost', { payment_method: 'pm_answer_lost' });
    expect([lost.status, await keyStatus('lost')]).toEqual([503, 'in_progress']);
    const moved = await move({ advance: '2m' });
    expect(moved.json).toMatchObject({ ran: { 'payment-service-local-sweep-payments': 2 } });
    expect(await keyStatus('lost')).toBe('succeeded');
  });

  it('replays the same bytes 400 days later', async () => {
    const first = await pay('first');
    await move({ advance: '400d' });
    const replay = await pay('first');
    expect([first.status, replay.headers.get('idempotent-replayed'), replay.text]).toEqual([201, 'true', first.text]);
  });

  it('dates payments, health and stream records by the clock', async () => {
    await move({ to: '2031-01-01T00:00:00Z' });
    const { json: payment } = await pay('later', { payment_method: 'pm_answer_lost' });
    expect(payment.code).toBe('processor_unavailable');
    expect(String((await client.get('/health')).json.timestamp)).toMatch(/^2031-01-01T00:0/);
    // Open payments are dated by their stream record: a record in real time would make the sweeper see a payment years old.
    const swept = await move({ advance: '2m' });
    expect(swept.json.now).toMatch(/^2031-01-01T00:0/);
    // A notification whose first attempt timed out on a slow machine comes with the next.
    await move({ advance: '5m' });
    const received = await fetch(`${environment.others.stubs.notifications}/v1/notifications`);
    const { notifications } = (await received.json()) as { notifications: { received_at: string }[] };
    expect(notifications[0]?.received_at).toMatch(/^2031-01-01T00:0/);
  });

  it('expires items by the clock', async () => {
    // Lets the sweeper finish open payments of earlier tests.
    await move({ advance: '2m' });
    await pay('expiring');
    const { json } = await move({ advance: '366d' });
    expect(json.expired).toMatchObject({ 'payment-service-local-stub-notifications': expect.any(Number) });
    const received = await fetch(`${environment.others.stubs.notifications}/v1/notifications`);
    expect(await received.json()).toMatchObject({ notifications: [] });
  });

  it.each([
    ['a move back', { to: '2026-11-28T00:00:00Z' }, localHeaders, 409, /only goes forward/],
    ['an invalid time span', { advance: 'soon' }, localHeaders, 400, /write 90s, 2m/],
    ['a request without the custom header', { advance: '1s' }, {}, 403, /not_allowed/],
  ] as const)('refuses %s and does not move', async (_what, body, headers, status, message) => {
    const offset = async () => (await client.get('/_local/clock')).json.offset_ms;
    const before = await offset();
    const refused = await move(body, headers);
    expect([refused.status, refused.text]).toEqual([status, expect.stringMatching(message)]);
    expect(await offset()).toBe(before);
  });
});
