import type { NagSuppression } from './nag-suppressions.ts';

/** Findings on stages without tracing, and on the permission that tracing needs. */
export const tracingSuppressions: readonly NagSuppression[] = [
  {
    rule: 'Serverless-APIGWXrayEnabled',
    at: /\/DeploymentStage\./,
    reason: 'X-Ray bills per trace, so -c tracing=on turns it on. Without it, one request id links response and logs.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: /\/Function\/Resource$/,
    reason: 'As for the API. In addition, X-Ray permissions cannot be limited to a resource.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^[A-Za-z]+\/Tracing\/Resource$/,
    finding: /^Resource::\*$/,
    reason: 'The actions are xray:PutTraceSegments and xray:PutTelemetryRecords, which do not support resources.',
  },
];
