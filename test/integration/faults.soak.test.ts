import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localHeaders } from '../../tools/app/environment-description.ts';
import { type FaultName, faultNames, kindOf } from '../../tools/faults/fault-table.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { type Answered, clientOf } from '../support/client.ts';
import { readBooks } from '../support/reconciliation.ts';

let environment: Environment;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: false });
  client = clientOf(String(environment.urls[0]));
});
afterAll(() => environment.stop());

type Way = 'by the endpoint' | 'by the header';
type Send = (headers: Record<string, string>) => Promise<Answered>;

/** More than the SDK's own retries, so that the service's client must retry too. */
const timesOf = (fault: FaultName) => (/throttled|not done|request lost|conflict/.test(fault) ? 5 : 1);
/** Short durations, to keep the test fast. */
const msOf = (fault: FaultName) => (/slow|frozen/.test(fault) ? 50 : undefined);
/** Longer than a lease. */
const retryAfterMs = 11_000;

/** Sends a request with a fault on its first attempt, and retries until it succeeds, moving the clock between attempts. */
async function withFault(fault: FaultName, way: Way, functionName: string, send: Send): Promise<Answered> {
  const [times, ms] = [timesOf(fault), msOf(fault)];
  const isReceiver = kindOf(fault).target === 'receiver';
  if (way === 'by the endpoint') {
    const match = isReceiver ? {} : { function: functionName };
    const added = await client.send('POST', '/_local/faults', {
      body: JSON.stringify({ fault, times, ms, match }),
      headers: localHeaders,
    });
    expect(added.status, added.text).toBe(200);
  }
  const parameters = `times=${times}${ms === undefined ? '' : `; ms=${ms}`}`;
  const header = way === 'by the header' ? { 'X-Test-Fault': `${fault}; ${parameters}` } : {};
  let happened = 0;
  for (let attempt = 1; attempt <= 6; attempt++) {
    const answer = await send(attempt === 1 ? header : {});
    happened += Number(answer.headers.get('x-test-faults-happened'));
    if (answer.status < 300) {
      // The circuit breaker of the receiver may be open after the fault before.
      if (isReceiver) await environment.advanceClock(120_000);
      const { json } = await client.send('DELETE', '/_local/faults', { headers: localHeaders });
      for (const one of json.faults as { happened: number }[]) happened += one.happened;
      expect(happened, `${fault} did not happen`).toBeGreaterThan(0);
      return answer;
    }
    expect([409, 429, 502, 503, 504], answer.text).toContain(answer.status);
    await environment.advanceClock(retryAfterMs);
  }
  throw new Error(`${fault} ${way}: never answered`);
}

const rows = faultNames.flatMap((fault) =>
  (['by the endpoint', 'by the header'] as const).map((way) => ({ fault, way })),
);

describe('a client that retries', () => {
  it.each(rows)('pays once and is refunded once despite the fault "$fault", injected $way', async ({ fault, way }) => {
    const key = `${fault} ${way}`.replaceAll(/[^a-z]+/g, '-');
    const isTrip = kindOf(fault).target === 'trips';
    const pay: Send = (headers) =>
      isTrip
        ? client.post(
            '/v1/payments/charge',
            JSON.stringify({ idempotency_key: key, trip_id: `completed-${key}`, method: 'CARD' }),
            headers,
          )
        : client.post('/v1/payments', JSON.stringify({ amount: '9.00', currency: 'EUR' }), {
            'Idempotency-Key': key,
            ...headers,
          });
    const paid = await withFault(fault, way, isTrip ? 'charge-trip' : 'create-payment', pay);
    expect((await pay({})).json.payment_id).toBe(paid.json.payment_id);

    const refund =
      (refundKey: string): Send =>
      (headers) =>
        client.post(`/v1/payments/${paid.json.payment_id}/refund`, '{}', { 'Idempotency-Key': refundKey, ...headers });
    if (isTrip) await refund(`refund-${key}`)({});
    else await withFault(fault, way, 'refund-payment', refund(`refund-${key}`));
    const again = await refund(`again-${key}`)({});
    expect([again.status, again.json.code]).toEqual([400, expect.stringMatching(/refund_exceeds|not_refundable/)]);
  });

  it('leaves consistent payments, refunds, counters and notifications', async () => {
    // A delivery that failed four times is due again after two hours.
    await environment.advanceClock(3 * 3_600_000);
    const [url = ''] = environment.urls;
    const books = await readBooks({ url, dynamodbEndpoint: environment.dynamodbEndpoint });
    expect(books.payments).toHaveLength(rows.length);
    const refundsOf = books.payments.map(({ refunds }) => Object.values(refunds).map(({ status }) => status));
    expect(new Set(refundsOf.map(String))).toEqual(new Set(['completed']));
    expect(books.table.charged).toEqual(books.table.refunded);
    expect(books.refunds).toEqual(books.table.refunded);
    expect(books.metrics).toEqual(books.table);
    expect(books.notifications).toEqual(books.table);
    expect(environment.deadLetters).toEqual([]);
  });
});
