import { tracingSuppressions } from './tracing-nag.ts';

/** A cdk-nag finding that is accepted on purpose. */
export type NagSuppression = Readonly<{
  rule: string;
  /** Matches the construct paths it applies to. */
  at: RegExp;
  /** For rules that report several findings per construct: matches the accepted ones. */
  finding?: RegExp;
  reason: string;
}>;

const stages = /\/DeploymentStage\./;
const disposableStages = /\/DeploymentStage\.(local|sandbox(-[^/]+)?)\//;
const functions = /\/Function\/Resource$/;

/** test/lib/cdk-nag.soak.test.ts fails if an entry no longer suppresses anything. */
export const nagSuppressions: readonly NagSuppression[] = [
  {
    rule: 'AwsSolutions-APIG1',
    at: disposableStages,
    reason: 'Kept stages have an access log. It needs an account-wide role, which a sandbox must not change.',
  },
  {
    rule: 'Serverless-APIGWAccessLogging',
    at: disposableStages,
    reason: 'Kept stages have an access log. It needs an account-wide role, which a sandbox must not change.',
  },
  {
    rule: 'AwsSolutions-APIG2',
    at: /./,
    reason: 'Functions validate every request down to its bytes and name the invalid field; a validator says less.',
  },
  {
    rule: 'AwsSolutions-APIG3',
    at: stages,
    reason:
      'Callers sign requests or send a key, and methods are throttled. A web ACL has a monthly cost and account-specific rules.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: /./,
    reason: 'Open routes are declared in lib/routes.ts and lib/stubs.ts and pinned by test/lib/open-routes.test.ts.',
  },
  {
    rule: 'AwsSolutions-COG4',
    at: /./,
    reason:
      'Callers are programs that sign with SigV4 or send a key. No people sign in, so there is nothing for Cognito.',
  },
  {
    rule: 'AwsSolutions-APIG6',
    at: stages,
    reason:
      'Execution logs contain headers, and we cannot set their retention. The access log has the reason of a rejection.',
  },
  {
    rule: 'Serverless-APIGWDefaultThrottling',
    at: stages,
    reason: 'Deployed APIs have limits unless rateLimitEnabled=false asks for none: test/lib/api-stack.test.ts.',
  },
  ...tracingSuppressions,
  {
    rule: 'Serverless-LambdaDLQ',
    at: functions,
    reason:
      'Only asynchronous invocations use it. API calls are synchronous, streams have a queue, and scheduled workers run again within minutes.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    at: /^Workers\/(sweep-payments|poll-payments|redeliver|seal-days)\/Schedule\//,
    reason: 'The event carries no data, so the next run makes up for a missed one.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    at: /^Backup\/(FailedJobs|CompletedBackups)\//,
    reason: 'These rules only count events. They have no target, so the check itself fails.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    at: /^Workers\/DeadLetters\//,
    reason: 'It is the dead-letter queue.',
  },
  {
    rule: 'Serverless-SQSRedrivePolicy',
    at: /^Workers\/DeadLetters\//,
    reason: 'It is the dead-letter queue.',
  },
  {
    rule: 'AwsSolutions-DDB3',
    at: /^Stubs\/Notifications\//,
    reason: 'Notifications received by a stub expire within days and are test data.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^Api\/Callers\//,
    finding: /:execute-api:[^*]*\*[^*]*$/,
    reason:
      'The asterisk covers one path parameter. test/lib/caller-policies.test.ts proves that it matches no other route.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: /^Api\/Api\/CloudWatchRole\//,
    finding: /AmazonAPIGatewayPushToCloudWatchLogs/,
    reason:
      'API Gateway assumes this account-wide role to write logs. AWS maintains the policy, and nothing else uses the role.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: /^Canary\//,
    finding: /AWSCodeDeployRoleForLambdaLimited/,
    reason: 'CodeDeploy assumes this role to move aliases. AWS maintains the policy, and nothing else uses the role.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^Github\/Role\//,
    finding: /^Resource::\*$/,
    reason: 'The action is lambda:GetAccountSettings, which does not support resources.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: /^Backup\/Plan\/Tables\/Role\//,
    finding: /AWSBackupServiceRolePolicyForBackup/,
    reason: 'AWS Backup assumes this role to copy tables. AWS maintains the policy, and nothing else uses the role.',
  },
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: /^Observability\//,
    reason: 'The only subscriber is a mailbox. An alarm whose mail is lost still shows in CloudWatch.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^Edge\/Task\/ExecutionRole\//,
    finding: /^Resource::\*$/,
    reason: 'The action is ecr:GetAuthorizationToken, which does not support resources.',
  },
  {
    rule: 'AwsSolutions-ECS2',
    at: /^Edge\/Task\//,
    reason: 'The variables hold an address and a port. The task’s credentials come from its role.',
  },
  {
    rule: 'AwsSolutions-ECS4',
    at: /^Edge\/Cluster\//,
    reason: 'Kept stages enable Container Insights; a sandbox does not pay for it.',
  },
  {
    rule: 'AwsSolutions-ELB2',
    at: /^Edge\/(Open)?Balancer\//,
    reason: 'The edge logs every call with its code and duration. Load balancer logs would need a bucket of their own.',
  },
  {
    rule: 'AwsSolutions-EC23',
    at: /^Edge\/Balancer\//,
    reason: 'The range is the VPC’s own, which the rule cannot resolve. test/lib/edge-stack.soak.test.ts checks it.',
  },
  {
    rule: 'AwsSolutions-VPC7',
    at: /^Edge\/Network\//,
    reason: 'The VPC holds only the load balancer and its tasks, whose calls are logged. Flow logs bill per gigabyte.',
  },
];
