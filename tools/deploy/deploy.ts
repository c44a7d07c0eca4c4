import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command } from '../../hermetic/process/command.ts';
import { readAccountSettings, signedGet } from './account-settings.ts';
import { deployStage } from './cdk.ts';
import { checkAccount, needsOf } from './check-account.ts';
import { deployArguments } from './deploy-arguments.ts';
import { nextSteps } from './next-steps.ts';
import { readDeployedApis } from './outputs.ts';

const help = `npm run deploy -- [options]: deploys every stack of a stage to the AWS account of your credentials.

  --stage NAME         the stage (sandbox); sandbox and sandbox-… are disposable, every other stage keeps its data
  -c, --context K=V    CDK context, such as tripServiceUrl=https://…; may be repeated
  --yes                do not ask before changing permissions
  --import-existing-resources
                       adopt tables, log groups and the backup vault that an earlier deployment of this stage left behind;
                       stages that keep their data always do
  --help               this text

Before it deploys, it checks the account's Lambda concurrency and API Gateway's log role, and says what to raise.
Run once per account and region before the first deployment: npx cdk bootstrap
If a deployment fails: docs/operations.md#a-deployment-failed`;

async function deploy(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      stage: { type: 'string', default: 'sandbox' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      yes: { type: 'boolean', default: false },
      'import-existing-resources': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const { stage } = values;
  const more = deployArguments(values);
  const read = async () => readAccountSettings(await signedGet());
  await checkAccount(needsOf(stage, values.context), read, console.error);
  await deployStage({ program: 'cdk', place: 'aws', stage, more, env: process.env });
  const apis = readDeployedApis('aws', stage);
  console.log(`\nDeployed: ${apis.api}\n\n${nextSteps(apis).join('\n\n')}`);
}

await command(deploy);
