/** A rule of cdk-nag that something does not keep, on purpose. */
export type Acknowledged = Readonly<{
  rule: string;
  /** The constructs: how their paths begin, and what is in them. */
  at: RegExp;
  /** Of a rule that tells findings apart, those that are meant. */
  finding?: RegExp;
  reason: string;
}>;

/** An API's stage of every stack. */
const stages = /\/DeploymentStage\./;
const disposableStages = /\/DeploymentStage\.(local|sandbox)\//;
const functions = /\/Function\/Resource$/;

/** All of them. A line that nothing needs any more is an error of test/lib/nag.test.ts. */
export const acknowledged: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-APIG1',
    at: disposableStages,
    reason: 'Kept stages have an access log. It needs a role of the whole account, which a sandbox leaves alone.',
  },
  {
    rule: 'Serverless-APIGWAccessLogging',
    at: disposableStages,
    reason: 'Kept stages have an access log. It needs a role of the whole account, which a sandbox leaves alone.',
  },
  {
    rule: 'AwsSolutions-APIG2',
    at: /./,
    reason: 'Functions judge every request down to its bytes, and say what is wrong where; a validator says less.',
  },
  {
    rule: 'AwsSolutions-APIG3',
    at: stages,
    reason:
      'Callers sign or have a key, methods are throttled. A web ACL costs by the month; its rules are its owner’s.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    at: /./,
    reason: 'What is open is named in the tables of routes and stubs and pinned by test/lib/open-routes.test.ts.',
  },
  {
    rule: 'AwsSolutions-COG4',
    at: /./,
    reason: 'Callers are programs: they sign with SigV4 or send a key. There are no people to sign in by Cognito.',
  },
  {
    rule: 'AwsSolutions-APIG6',
    at: stages,
    reason: 'An execution log holds headers and has no retention of ours; the access log says why a call was refused.',
  },
  {
    rule: 'Serverless-APIGWDefaultThrottling',
    at: /\/DeploymentStage\.local\//,
    reason: 'On this machine the stubs and the mock take whatever comes.',
  },
  {
    rule: 'Serverless-APIGWXrayEnabled',
    at: stages,
    reason: 'One id leads through answer, log and access log. X-Ray costs by the request and tells no more here.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    at: functions,
    reason: 'As for the API; and its rights cannot be limited to a resource.',
  },
  {
    rule: 'Serverless-LambdaDLQ',
    at: functions,
    reason:
      'Only asynchronous calls use it. APIs wait for answers, streams have a queue, and what the clock runs is run again in a minute.',
  },
  {
    rule: 'Serverless-EventBusDLQ',
    at: /^Workers\/(sweep|poll)-payments\/Schedule\//,
    reason: 'A minute that is missed is made up by the next one: the event holds nothing.',
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
    reason: 'What a stub received expires within days and is no data of anybody.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^Api\/Callers\//,
    finding: /:execute-api:[^*]*\*[^*]*$/,
    reason:
      'The asterisk stands for one path parameter; test/lib/caller-policies.test.ts shows that it reaches no other route.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: /^Api\/Api\/CloudWatchRole\//,
    finding: /AmazonAPIGatewayPushToCloudWatchLogs/,
    reason:
      'The role of the account by which API Gateway writes logs: AWS keeps the policy for it, and nobody else has it.',
  },
  {
    rule: 'AwsSolutions-IAM4',
    at: /^Backup\/Plan\/Tables\/Role\//,
    finding: /AWSBackupServiceRolePolicyForBackup/,
    reason: 'The role by which AWS Backup copies tables: AWS keeps the policy for it, and nobody else has it.',
  },
  {
    rule: 'Serverless-SNSRedrivePolicy',
    at: /^Observability\//,
    reason: 'Its one subscriber is a mailbox; an alarm that no mail tells of is on its page all the same.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    at: /^Edge\/Task\/ExecutionRole\//,
    finding: /^Resource::\*$/,
    reason: 'The right is ecr:GetAuthorizationToken, which knows no resource.',
  },
  {
    rule: 'AwsSolutions-ECS2',
    at: /^Edge\/Task\//,
    reason: 'The variables hold an address and a port; the task’s credentials come from its role.',
  },
  {
    rule: 'AwsSolutions-ECS4',
    at: /^Edge\/Cluster\//,
    reason: 'Kept stages have it; a sandbox does not pay for it.',
  },
  {
    rule: 'AwsSolutions-ELB2',
    at: /^Edge\/Balancer\//,
    reason: 'The edge logs every call with its code and time; logs of the balancer need a bucket beside them.',
  },
  {
    rule: 'AwsSolutions-EC23',
    at: /^Edge\/Balancer\//,
    reason: 'The range is that of the network itself, which the rule cannot read; test/lib/edge-stack.test.ts can.',
  },
  {
    rule: 'AwsSolutions-VPC7',
    at: /^Edge\/Network\//,
    reason: 'In it are the balancer and its tasks alone, whose calls are logged; flow logs cost by the gigabyte.',
  },
];
