import cdkJson from '../../cdk.json' with { type: 'json' };
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { defaultAccountConcurrency } from '../../lib/service-metrics.ts';
import { kindOf } from '../../lib/stage.ts';
import { workers } from '../../lib/workers.ts';
import { type AccountSettings, accountFindings, type StageNeeds } from './account-findings.ts';

/**
 * Needs of a stage. `options` has the arguments of `-c`, such as `rateLimit=100`; what they do not name is as in cdk.json, which
 * may hold a stage's options too.
 */
export function needsOf(
  stage: string,
  options: readonly string[],
  inFile: Readonly<Record<string, unknown>> = cdkJson.context,
): StageNeeds {
  const given = options.map((each) => each.split(/=(.*)/s, 2) as [string, string]);
  const values = new Map([...Object.entries(inFile), ...given]);
  const isLimited = !['false', 'off'].includes(String(values.get('rateLimitEnabled') ?? 'on').toLowerCase());
  return {
    isKept: kindOf(stage) === 'kept',
    rateLimit: isLimited ? Number(values.get('rateLimit') ?? 500) : undefined,
    reservedExecutions: Number(values.get('workerConcurrency') ?? 0) * workers.length,
    assumedExecutions: Number(values.get('accountConcurrency') ?? defaultAccountConcurrency),
  };
}

/**
 * Prints what to raise in the account. Throws a refusal if the deployment would fail. An account whose settings cannot be
 * read is deployed to unchecked.
 */
export async function checkAccount(
  needs: StageNeeds,
  read: () => Promise<AccountSettings>,
  print: (line: string) => void,
): Promise<void> {
  let settings: AccountSettings;
  try {
    settings = await read();
  } catch (error) {
    return print(`The account was not checked: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { refusals, warnings } = accountFindings(settings, needs);
  for (const warning of warnings) print(`Note: ${warning}`);
  if (refusals.length > 0) throw new CommandRefusal(`${refusals.join('\n')}\nNothing was deployed.`, 1);
}
