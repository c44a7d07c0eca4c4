import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command } from '../../hermetic/process/command.ts';
import { runCdk } from './cdk.ts';
import { contextArguments } from './context-arguments.ts';

const help = `npm run diff -- [options]: shows what npm run deploy would change in a stage, and changes nothing.

  --stage NAME         the stage (sandbox)
  -c, --context K=V    CDK context of the deployment; may be repeated
  --fail               exit with 1 if there is a difference
  --help               this text

Give it the options of the deployment: an option left out is shown as one that goes away.`;

async function diff(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      stage: { type: 'string', default: 'sandbox' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      fail: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const context = contextArguments(values.context);
  await runCdk(
    'cdk',
    ['diff', '-c', `stage=${values.stage}`, ...context, ...(values.fail ? ['--fail'] : [])],
    process.env,
  );
}

await command(diff);
