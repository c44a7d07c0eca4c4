import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { apiName } from './api-name.ts';
import { functionName } from './function-name.ts';
import type { TableName } from './table-definitions.ts';
import { physicalName } from './table-name.ts';

const minute = Duration.minutes(1);

/** Functions that an account may run at once unless it asked for more: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const defaultAccountConcurrency = 1_000;

/** Metrics of a stage by name, without references to resources: an import would block changes of the other stacks. */
export function serviceMetrics(stage: string, accountConcurrency: number = defaultAccountConcurrency) {
  const of = (namespace: string, metricName: string, dimensionsMap: Record<string, string>, statistic: string) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic, period: minute });

  return {
    api: (name: string, statistic: string = Stats.SUM) =>
      of('AWS/ApiGateway', name, { ApiName: apiName(stage), Stage: stage }, statistic),

    worker: (worker: string, name: string, statistic: string = Stats.SUM) =>
      of('AWS/Lambda', name, { FunctionName: functionName(stage, worker) }, statistic),

    /** Account-wide metrics without dimensions: all functions of the account and region share one concurrency limit. */
    lambda: (name: string) => of('AWS/Lambda', name, {}, Stats.SUM),

    /** Share of the account's executions that are in use or reserved. CloudWatch does not know the quota. */
    concurrencyShare: () =>
      new MathExpression({
        expression: `claimed / ${accountConcurrency}`,
        usingMetrics: { claimed: of('AWS/Lambda', 'ClaimedAccountConcurrency', {}, Stats.MAXIMUM) },
        label: 'share of the account’s concurrent executions',
        period: minute,
      }),

    deadLetters: () =>
      of('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: deadLetterQueueName(stage) }, Stats.MAXIMUM),

    table: (table: TableName, name: string, more: Record<string, string> = {}) =>
      of('AWS/DynamoDB', name, { TableName: physicalName(stage, table), ...more }, Stats.SUM),

    /** Metrics that the functions log (src/runtime/embedded-metrics.ts). */
    own: (name: string, statistic: string = Stats.SUM) => of('PaymentService', name, { stage }, statistic),
  };
}

export type ServiceMetrics = ReturnType<typeof serviceMetrics>;

/** Sum of the metrics; missing data counts as 0. */
export function sumOf(label: string, metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, at) => [`m${at}`, metric]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, label, period: minute });
}

export const deadLetterQueueName = (stage: string): string => `payment-service-${stage}-dead-letters`;
