import { describe, expect, it } from 'vitest';
import { promqlReferences } from './promql.ts';

describe('references of a query of Prometheus', () => {
  it('are its series, matchers and kept labels', () => {
    expect(promqlReferences('60 * sum by (status) (rate(a_total{method!="CARD"}[5m])) / max(b)')).toEqual({
      selectors: [
        { metric: 'a_total', rated: true, matchers: [{ label: 'method', value: 'CARD' }] },
        { metric: 'b', rated: false, matchers: [] },
      ],
      labels: ['status'],
    });
  });

  it.each(['histogram_quantile(0.9, a)', 'rate(a)', 'a[5m]', 'sum(a) without (b)', 'a{b=~"x.*"}', 'a offset 5m'])(
    'are not read from %s, which is not understood',
    (query) => {
      expect(() => promqlReferences(query)).toThrow();
    },
  );
});
