import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import dashboard from '../../docs/monitoring/grafana-dashboard.json' with { type: 'json' };
import { handler } from '../../functions/metrics/get-metrics.ts';
import { context, proxyEvent } from '../support/event.ts';
import { parseExposition } from '../support/exposition.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { promqlReferences } from '../support/promql.ts';
import { World } from '../support/world.ts';

/** A counter of each kind, so that every series of /metrics exists. */
const counters = [
  'begun',
  'payments#completed#card',
  'payments#failed#card',
  'payments#refunded#card',
  'charged#USD',
  'declines#card_declined',
  'refunds#completed',
  'refunded#USD',
  'disputes#open',
];

/** The label names and values of each series that GET /metrics answers with. */
async function series() {
  const projections = new MemoryProjections();
  for (const sort of counters) projections.keep({ id: 'metrics', sort, amount: 1n });
  const io = { ...new World().io(), send: projections.send };
  const { body } = await handler.with(io)(proxyEvent('GET /metrics', {}), context);
  return parseExposition(body);
}

const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
);

describe('the Grafana dashboard', () => {
  it.each(queries)(
    'panel "$title" queries series and labels that /metrics has: $expr',
    async ({ expr, legendFormat }) => {
      const families = await series();
      const { selectors, labels } = promqlReferences(expr);
      expect(selectors.length).toBeGreaterThan(0);
      for (const { metric, matchers, rated } of selectors) {
        const family = families.get(metric);
        expect(family?.samples.length, metric).toBeGreaterThan(0);
        expect(rated, `${metric} in rate() or increase()`).toBe(family?.type === 'counter');
        const names = Object.keys(family?.samples[0]?.labels ?? {});
        expect(names).toEqual(expect.arrayContaining([...labels]));
        for (const { label, value } of matchers) {
          expect(
            family?.samples.map((sample) => sample.labels[label]),
            `${metric}{${label}}`,
          ).toContain(value);
        }
      }
      // A legend can show only labels that the aggregation keeps.
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(labels).toContain(label);
    },
  );

  it('every series of /metrics is in some panel', async () => {
    const shown = new Set(queries.flatMap(({ expr }) => promqlReferences(expr).selectors.map(({ metric }) => metric)));
    expect([...shown].sort()).toEqual([...(await series()).keys()].sort());
  });

  it('panels do not overlap, and each has an id of its own', () => {
    const places = dashboard.panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});

it('prometheus.yml scrapes /metrics of npm start', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'monitoring', 'prometheus.yml'), 'utf8');
  expect(text).toMatch(/^ {4}metrics_path: \/metrics$/m);
  expect(text).toContain("targets: ['localhost:8000']");
});
