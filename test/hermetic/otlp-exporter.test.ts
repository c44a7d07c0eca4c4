import { describe, expect, it } from 'vitest';
import { OtlpExporter } from '../../hermetic/traces/otlp-exporter.ts';
import type { TraceSpan } from '../../hermetic/traces/span.ts';

const settings = { url: 'http://localhost:4318/v1/traces', headers: {}, timeoutMs: 10_000, resource: {} };

const spans = (count: number, from = 0): TraceSpan[] =>
  Array.from({ length: count }, (_, index) => ({
    traceId: 'a'.repeat(32),
    spanId: String(from + index).padStart(16, '0'),
    parentSpanId: undefined,
    name: 'span',
    kind: 'internal',
    startedAt: 0,
    endedAt: 1,
    failed: false,
    attributes: {},
  }));

/** A collector that answers as it is told, and timers that run when they are told. */
function fakes(answer: () => Promise<number>) {
  const sent: number[] = [];
  const reports: string[] = [];
  const delays: number[] = [];
  let run: (() => void) | undefined;
  const exporter = new OtlpExporter(settings, (message) => reports.push(message), {
    post({ body }) {
      sent.push(JSON.parse(body).resourceSpans[0].scopeSpans[0].spans.length);
      return answer();
    },
    after(ms, given) {
      delays.push(ms);
      run = given;
      return () => {
        run = undefined;
      };
    },
  });
  /** Lets the next timer run, and what follows from it. */
  const tick = async () => {
    const due = run;
    run = undefined;
    due?.();
    await new Promise(setImmediate);
  };
  return { exporter, sent, reports, delays, tick, isWaiting: () => run !== undefined };
}

describe('the export of spans', () => {
  it('sends what came within a second in one request, and nothing while there is nothing', async () => {
    const { exporter, sent, tick, isWaiting } = fakes(async () => 200);
    exporter.add([]);
    expect(isWaiting()).toBe(false);
    exporter.add(spans(2));
    exporter.add(spans(1));
    await tick();
    expect([sent, isWaiting(), exporter.dropped]).toEqual([[3], false, 0]);
  });

  it.each([
    ['that is down', () => Promise.reject(new Error('no connection'))],
    ['that asks to come again', async () => 503],
  ])('keeps the spans for a collector %s, and asks less and less often', async (_which, answer) => {
    const collector = { answer };
    const { exporter, sent, delays, tick } = fakes(() => collector.answer());
    exporter.add(spans(3));
    for (let failures = 0; failures < 7; failures++) await tick();
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    collector.answer = async () => 200;
    await tick();
    expect([sent.at(-1), exporter.dropped]).toEqual([3, 0]);
  });

  it('counts spans that a collector refuses, and says so once', async () => {
    const { exporter, reports, tick } = fakes(async () => 500);
    for (const count of [3, 4]) {
      exporter.add(spans(count));
      await tick();
    }
    expect(exporter.dropped).toBe(7);
    expect(reports).toEqual([
      'Spans are dropped: the collector at http://localhost:4318 answers 500. No request waits for it.',
    ]);
    await exporter.stop();
    expect(reports.slice(1)).toEqual([
      '7 spans were not exported: the collector at http://localhost:4318 answers 500.',
    ]);
  });

  it('keeps at most 2,048 spans for a collector that does not answer', async () => {
    const { exporter, sent, reports, tick } = fakes(() => Promise.withResolvers<number>().promise);
    exporter.add(spans(1));
    await tick();
    for (let round = 0; round < 50; round++) exporter.add(spans(100));
    expect([sent, exporter.dropped, reports.length]).toEqual([[1], 5_001 - 2_048, 1]);
  });

  it('sends the rest in requests of 512 when it stops, and gives up at the first failure', async () => {
    const well = fakes(async () => 200);
    well.exporter.add(spans(1_200));
    await well.exporter.stop();
    expect([well.sent, well.exporter.dropped, well.reports]).toEqual([[512, 512, 176], 0, []]);

    const down = fakes(() => Promise.reject(new Error('no connection')));
    down.exporter.add(spans(600));
    await down.exporter.stop();
    expect([down.sent, down.exporter.dropped]).toEqual([[512], 600]);
    expect(down.reports.at(-1)).toMatch(/^600 spans were not exported: the collector .* does not answer\.$/);
  });
});
