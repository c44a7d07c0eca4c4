/** Settings of an AWS account in one region that a deployment depends on. */
export type AccountSettings = Readonly<{
  /** Lambda functions that may run at once, over all stages and everything else in the account. */
  concurrentExecutions: number;
  /** Those of them that no function has reserved. */
  unreservedExecutions: number;
  /** Role by which API Gateway writes logs. One for the whole account and region. */
  apiGatewayRole: string | undefined;
}>;

/** Needs of a stage that its account has to meet. */
export type StageNeeds = Readonly<{
  isKept: boolean;
  /** Requests per second of each method. Undefined: only the account's limits apply. */
  rateLimit: number | undefined;
  /** Executions reserved for all workers together. */
  reservedExecutions: number;
  /** Executions that the account is said to have, for the alarm that it is near its limit. */
  assumedExecutions: number;
}>;

export type AccountFindings = Readonly<{
  /** Why CloudFormation would fail. */
  refusals: readonly string[];
  /** Limits that a busy stage would reach. */
  warnings: readonly string[];
}>;

/** Lambda leaves at least this many executions to functions without a reservation: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const mustStayUnreserved = 100;
/** Seconds for which a duplicate waits for the first attempt by default (src/http/prefer.ts). */
const duplicateWaitSeconds = 2;
const whereToRaise = 'Service Quotas, AWS Lambda, "Concurrent executions"';

/** Compares an account with what a stage needs. */
export function accountFindings(account: AccountSettings, needs: StageNeeds): AccountFindings {
  return {
    refusals: reservationRefusals(account, needs),
    warnings: [
      ...stormWarnings(account, needs),
      ...sharingWarnings(account, needs),
      ...alarmWarnings(account, needs),
      ...roleWarnings(account, needs),
    ],
  };
}

function reservationRefusals({ concurrentExecutions }: AccountSettings, { reservedExecutions }: StageNeeds): string[] {
  const needed = reservedExecutions + mustStayUnreserved;
  if (reservedExecutions === 0 || concurrentExecutions >= needed) return [];
  return [
    `This account runs ${concurrentExecutions} functions at once. The workers reserve ${reservedExecutions}, and Lambda leaves at least ` +
      `${mustStayUnreserved} to everything else: ask for ${needed} (${whereToRaise}), or leave out -c workerConcurrency.`,
  ];
}

/** Which functions have reserved executions is not known. As many as the workers need are taken for their own. */
function sharingWarnings(
  { concurrentExecutions, unreservedExecutions }: AccountSettings,
  { reservedExecutions }: StageNeeds,
): string[] {
  const reserved = concurrentExecutions - unreservedExecutions;
  const isOwn = reserved === reservedExecutions;
  if (reservedExecutions === 0 || isOwn || unreservedExecutions - reservedExecutions >= mustStayUnreserved) return [];
  const needed = reserved + reservedExecutions + mustStayUnreserved;
  return [
    `Functions of this account reserve ${reserved} executions already. If others than the workers of this stage do, Lambda refuses ${reservedExecutions} more, ` +
      `and the deployment fails at its last stacks: ask for ${needed} (${whereToRaise}), or lower -c workerConcurrency.`,
  ];
}

/** CloudWatch does not know the quota: with a wrong one, the alarm never fires, or always. */
function alarmWarnings({ concurrentExecutions }: AccountSettings, { assumedExecutions }: StageNeeds): string[] {
  if (concurrentExecutions === assumedExecutions) return [];
  return [
    `The alarm concurrency-near-limit takes the account's limit for ${assumedExecutions}, and it is ${concurrentExecutions}: ` +
      `-c accountConcurrency=${concurrentExecutions}.`,
  ];
}

/** In a retry storm every duplicate waits in an execution of its own, so the rate limit bounds them. */
function stormWarnings(
  { unreservedExecutions }: AccountSettings,
  { rateLimit, reservedExecutions }: StageNeeds,
): string[] {
  if (rateLimit === undefined) {
    return [
      'Without a rate limit nothing bounds how many duplicates wait at once: leave out -c rateLimitEnabled=false.',
    ];
  }
  const waiting = rateLimit * duplicateWaitSeconds;
  if (unreservedExecutions >= waiting) return [];
  const bearable = Math.max(1, Math.floor(unreservedExecutions / duplicateWaitSeconds));
  const starved = reservedExecutions === 0 ? ' The workers share them: add -c workerConcurrency=5.' : '';
  return [
    `${rateLimit} duplicates a second that wait ${duplicateWaitSeconds} s need ${waiting} executions, and this account has ${unreservedExecutions}. ` +
      `Ask for ${waiting} (${whereToRaise}), or lower the limit: -c rateLimit=${bearable}.${starved}`,
  ];
}

function roleWarnings({ apiGatewayRole }: AccountSettings, { isKept }: StageNeeds): string[] {
  if (!isKept || apiGatewayRole === undefined) return [];
  return [
    `API Gateway writes its logs by ${apiGatewayRole}. A stage that keeps its data sets a role of its own for the whole account and region; ` +
      'other APIs log by that one from then on, and nothing is lost. After its first deployment this is the role of the stage itself.',
  ];
}
