import { describe, expect, it } from 'vitest';
import { type AccountSettings, accountFindings, type StageNeeds } from '../../tools/deploy/account-findings.ts';
import { readAccountSettings } from '../../tools/deploy/account-settings.ts';
import { checkAccount, needsOf } from '../../tools/deploy/check-account.ts';

const large: AccountSettings = { concurrentExecutions: 1_000, unreservedExecutions: 1_000, apiGatewayRole: undefined };
const isNew: AccountSettings = { concurrentExecutions: 10, unreservedExecutions: 10, apiGatewayRole: undefined };
const plain: StageNeeds = { isKept: false, rateLimit: 500, reservedExecutions: 0, assumedExecutions: 1_000 };
const role = 'arn:aws:iam::123456789012:role/logs';

describe('the check of the account', () => {
  it('an account with 1,000 executions suits the default rate limit', () => {
    expect(accountFindings(large, plain)).toEqual({ refusals: [], warnings: [] });
  });

  it.each([
    ['how many executions a retry storm needs', isNew, {}, 'need 1000 executions, and this account has 10'],
    ['what to ask for', isNew, {}, 'Ask for 1000 (Service Quotas, AWS Lambda, "Concurrent executions")'],
    ['the rate limit that the account can bear', isNew, {}, '-c rateLimit=5.'],
    ['how to keep workers from starving', isNew, {}, 'add -c workerConcurrency=5'],
    [
      'that nothing bounds waiting duplicates',
      large,
      { rateLimit: undefined },
      'nothing bounds how many duplicates wait',
    ],
    ['that its alarm of the limit would never fire', isNew, {}, 'it is 10: -c accountConcurrency=10.'],
    [
      'that other functions have reserved executions',
      { ...large, unreservedExecutions: 400 },
      { reservedExecutions: 360 },
      'reserve 600 executions already. If others than the workers of this stage do, Lambda refuses 360 more',
    ],
    ['that the account’s log role is replaced', { ...large, apiGatewayRole: role }, { isKept: true }, `by ${role}`],
  ])('the check says %s', (_, account, needs, sentence) => {
    const { refusals, warnings } = accountFindings(account, { ...plain, ...needs });
    expect(refusals).toEqual([]);
    expect(warnings.join('\n')).toContain(sentence);
  });

  it('reservations that are the workers’ own are none of others', () => {
    const account = { ...large, unreservedExecutions: 400 };
    expect(accountFindings(account, { ...plain, rateLimit: 100, reservedExecutions: 600 }).warnings).toEqual([]);
  });

  it('an account whose limit is given needs no other', () => {
    const account = { ...large, concurrentExecutions: 3_000, unreservedExecutions: 3_000 };
    expect(accountFindings(account, { ...plain, assumedExecutions: 3_000 }).warnings).toEqual([]);
  });

  it('a sandbox leaves the account’s log role alone', () => {
    expect(accountFindings({ ...large, apiGatewayRole: role }, plain).warnings).toEqual([]);
  });

  it.each([
    [130, 30, []],
    [129, 30, [expect.stringContaining('ask for 130')]],
    [10, 0, []],
  ])('with %i executions, %i may be reserved: refusals %j', (concurrentExecutions, reservedExecutions, expected) => {
    const account = { ...large, concurrentExecutions };
    expect(accountFindings(account, { ...plain, reservedExecutions }).refusals).toEqual(expected);
  });

  it.each([
    ['sandbox', [], {}],
    ['production', ['rateLimit=50', 'processorRoutes=[{"a":"b=c"}]'], { isKept: true, rateLimit: 50 }],
    ['sandbox', ['rateLimitEnabled=false'], { rateLimit: undefined }],
    ['sandbox', ['rateLimitEnabled=Off'], { rateLimit: undefined }],
    ['sandbox', ['workerConcurrency=5'], { reservedExecutions: 30 }],
    ['sandbox', ['accountConcurrency=3000'], { assumedExecutions: 3_000 }],
  ])('stage %s with %j needs %j', (stage, options, expected) => {
    expect(needsOf(stage, options)).toEqual({ ...plain, ...expected });
  });

  it('options of cdk.json count, unless others are given', () => {
    const inFile = { workerConcurrency: 5, rateLimitEnabled: false };
    expect(needsOf('sandbox', [], inFile)).toEqual({ ...plain, rateLimit: undefined, reservedExecutions: 30 });
    expect(needsOf('sandbox', ['workerConcurrency=2', 'rateLimitEnabled=on'], inFile)).toEqual({
      ...plain,
      reservedExecutions: 12,
    });
  });

  it('the check reads Lambda’s account settings and API Gateway’s account', async () => {
    const answers: Readonly<Record<string, unknown>> = {
      'lambda /2016-08-19/account-settings/': {
        AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 },
      },
      'apigateway /account': { cloudwatchRoleArn: role, throttleSettings: { rateLimit: 10_000 } },
    };
    const settings = await readAccountSettings(async (service, path) => answers[`${service} ${path}`]);
    expect(settings).toEqual({ concurrentExecutions: 1_000, unreservedExecutions: 900, apiGatewayRole: role });
  });

  it('an account whose settings cannot be read is deployed to unchecked, and the tool says so', async () => {
    const printed: string[] = [];
    const refuse = () => Promise.reject(new Error('lambda answered 403 to GET /2016-08-19/account-settings/'));
    await checkAccount(plain, refuse, (line) => printed.push(line));
    expect(printed).toEqual(['The account was not checked: lambda answered 403 to GET /2016-08-19/account-settings/']);
  });

  it('a deployment that would fail is refused before it begins', async () => {
    const needs = { ...plain, reservedExecutions: 30 };
    await expect(
      checkAccount(
        needs,
        async () => isNew,
        () => {},
      ),
    ).rejects.toThrow('Nothing was deployed.');
  });
});
