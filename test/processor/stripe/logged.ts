import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { vi } from 'vitest';
import { alarms } from '../../../lib/alarms.ts';
import { serviceMetrics } from '../../../lib/service-metrics.ts';
import { logger } from '../../../src/runtime/log.ts';

type Line = Readonly<Record<string, unknown>>;

/** Notes what the log is told from now on. Restore the mocks afterwards. */
export function logged(): Line[] {
  const lines: Line[] = [];
  for (const level of ['info', 'warn', 'error'] as const) {
    vi.spyOn(logger, level).mockImplementation((message, ...more) => {
      lines.push(Object.assign({ message }, ...more.filter((one) => typeof one === 'object')));
    });
  }
  return lines;
}

/**
 * The alarms on the service's own metrics that a log would raise, were all of it of one minute, and one minute enough: so a
 * log that raises none here raises none in CloudWatch.
 */
export function alarmsOf(lines: readonly Line[]): string[] {
  const of = serviceMetrics('local');
  const raised = alarms.filter(({ metric, threshold }) => {
    const watched = metric(of);
    if (!(watched instanceof Metric) || watched.namespace !== 'PaymentService') return false;
    const values = lines.filter((line) => '_aws' in line).map((line) => Number(line[watched.metricName] ?? 0));
    const value = watched.statistic === 'Maximum' ? Math.max(0, ...values) : values.reduce((sum, one) => sum + one, 0);
    return value > threshold;
  });
  return raised.map(({ name }) => name);
}
