import { describe, expect, it } from 'vitest';
import { type AccountSettings, accountFindings, type StageNeeds } from '../../tools/deploy/account-findings.ts';
import { readAccountSettings } from '../../tools/deploy/account-settings.ts';
import { checkAccount, needsOf } from '../../tools/deploy/check-account.ts';

const large: AccountSettings = { concurrentExecutions: 1_000, unreservedExecutions: 1_000, apiGatewayRole: undefined };
const isNew: AccountSettings = { concurrentExecutions: 10, unreservedExecutions: 10, apiGatewayRole: undefined };
const plain: StageNeeds = { isKept: false, rateLimit: 500, reservedExecutions: 0 };
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
    ['that the account’s log role is replaced', { ...large, apiGatewayRole: role }, { isKept: true }, `by ${role}`],
  ])('the check says %s', (_, account, needs, sentence) => {
    const { refusals, warnings } = accountFindings(account, { ...plain, ...needs });
    expect(refusals).toEqual([]);
    expect(warnings.join('\n')).toContain(sentence);
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
    ['sandbox', [], { isKept: false, rateLimit: 500, reservedExecutions: 0 }],
    [
      'production',
      ['rateLimit=50', 'tripServiceUrl=https://t.example.com/?a=b'],
      { isKept: true, rateLimit: 50, reservedExecutions: 0 },
    ],
    ['sandbox', ['rateLimitEnabled=false'], { isKept: false, rateLimit: undefined, reservedExecutions: 0 }],
    ['sandbox', ['workerConcurrency=5'], { isKept: false, rateLimit: 500, reservedExecutions: 30 }],
  ])('stage %s with %j needs %j', (stage, context, expected) => {
    expect(needsOf(stage, context)).toEqual(expected);
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
