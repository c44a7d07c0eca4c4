import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/metrics/get-metrics.ts';
import { context, proxyEvent } from '../support/event.ts';
import { parseExposition } from '../support/exposition.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { World } from '../support/world.ts';

const counted: Readonly<Record<string, bigint>> = {
  begun: 20n,
  refused: 1n,
  'payments#completed#card': 9n,
  'payments#completed#upi': 2n,
  'payments#failed#card': 3n,
  'payments#cancelled#card': 1n,
  'payments#refunded#card': 2n,
  'charged#USD': 9_007_199_254_740_993n,
  'charged#JPY': 1_250n,
  'declines#card_declined': 3n,
  'refunds#completed': 4n,
  'refunds#failed': 1n,
  'refunded#KWD': 1n,
  'disputes#open': 3n,
  'disputes#won': 1n,
  'disputes#lost': 1n,
};

async function metrics(headers: Record<string, string> = {}, counters = counted) {
  const projections = new MemoryProjections();
  for (const [sort, amount] of Object.entries(counters)) projections.keep({ id: 'metrics', sort, amount });
  projections.keep({ id: 'dead-letter', sort: 'e1' });
  projections.keep({ id: 'open', sort: 'p1', since: '' });
  const io = { ...new World().io(), send: projections.send };
  return handler.with(io)(proxyEvent('GET /metrics', { headers }), context);
}

describe('GET /metrics', () => {
  it('is in the text format of Prometheus', async () => {
    const { statusCode, headers, body } = await metrics();
    expect([statusCode, headers]).toMatchObject([
      200,
      { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8', 'Cache-Control': 'no-store' },
    ]);
    const families = parseExposition(body);
    const samples = (name: string) =>
      families.get(name)?.samples.map(({ labels, text }) => [...Object.values(labels), text].join(' '));
    expect(samples('payments_total')).toEqual(['FAILED CARD 4', 'REFUNDED CARD 2', 'SUCCESS CARD 9', 'SUCCESS UPI 2']);
    expect(samples('payments_amount_total')).toEqual(['JPY 1250', 'USD 90071992547409.93']);
    expect(samples('payments_declined_total')).toEqual(['card_declined 3']);
    expect(samples('refunds_total')).toEqual(['FAILED 1', 'SUCCESS 4']);
    expect(samples('refunds_amount_total')).toEqual(['KWD 0.001']);
    expect(samples('disputes_total')).toEqual(['lost 1', 'open 3', 'won 1']);
    expect(samples('payments_open')).toEqual(['4']);
    expect(samples('notifications_dead_letters')).toEqual(['1']);
    expect([...families.values()].map(({ type }) => type)).toEqual([...Array(6).fill('counter'), 'gauge', 'gauge']);
    expect(body).toContain('\npayments_total{status="FAILED",method="CARD"} 4\n');
  });

  it('is so for Prometheus itself, and for a browser', async () => {
    const scraper = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
    for (const Accept of [scraper, '*/*', 'text/html,*/*;q=0.8']) {
      expect((await metrics({ Accept })).headers).toMatchObject({ 'Content-Type': expect.stringMatching(/^text/) });
    }
  });

  it('is JSON for who prefers that, with exact amounts', async () => {
    const { headers, body } = await metrics({ Accept: 'application/json' });
    expect(headers).toMatchObject({ 'Content-Type': 'application/json' });
    expect(body).toContain('"payments_amount_total":[{"currency":"JPY","value":1250},');
    expect(body).toContain('{"currency":"USD","value":90071992547409.93}');
    expect(JSON.parse(body)).toMatchObject({
      payments_total: expect.arrayContaining([{ status: 'SUCCESS', method: 'CARD', value: 9 }]),
      payments_open: [{ value: 4 }],
      notifications_dead_letters: [{ value: 1 }],
    });
  });

  it('has the same bytes whatever order the counters come in', async () => {
    const reversed = Object.fromEntries(Object.entries(counted).reverse());
    expect((await metrics({}, reversed)).body).toBe((await metrics()).body);
  });

  it('names every metric before anything was counted', async () => {
    const families = parseExposition((await metrics({}, {})).body);
    expect(families.get('payments_total')).toMatchObject({ type: 'counter', samples: [] });
    expect(families.get('payments_open')?.samples).toEqual([{ labels: {}, value: 0, text: '0' }]);
  });

  it('escapes what a label could break out with', async () => {
    const odd = 'a"b\\c\nd';
    const families = parseExposition((await metrics({}, { [`declines#${odd}`]: 1n })).body);
    expect(families.get('payments_declined_total')?.samples.map(({ labels }) => labels)).toEqual([
      { failure_code: odd },
    ]);
  });
});

describe('the parser of these tests', () => {
  it.each([
    ['a\n', 'before any HELP'],
    ['# HELP a b\n# TYPE a counter\na 1', 'line feed'],
    ['# HELP a b\na 1\n', 'stray sample'],
    ['# HELP a b\n# TYPE a counter\nb 1\n', 'stray sample'],
    ['# HELP a b\n# TYPE a counter\na{x="1",} 1\n', 'not labels'],
    ['# HELP a b\n# TYPE a counter\na{x="1""} 1\n', 'not labels'],
    ['# HELP a b\n# TYPE a counter\na 1\na 2\n', 'same labels'],
    ['# HELP a b\n# TYPE a counter\na 1,5\n', 'stray sample'],
    ['# HELP a b\n# TYPE a counter\n# HELP a b\n', 'second HELP'],
  ])('refuses %j', (text, why) => {
    expect(() => parseExposition(text)).toThrow(why);
  });
});
