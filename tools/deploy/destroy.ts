import { createInterface } from 'node:readline/promises';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../../hermetic/process/command.ts';
import { kindOf } from '../../lib/stage.ts';
import { runCdk } from './cdk.ts';
import { contextArguments } from './context-arguments.ts';

const help = `npm run destroy -- [options]: deletes every stack of a sandbox stage, including its tables and their data.

  --stage NAME         the stage: sandbox or sandbox-…
  -c, --context K=V    an option of its deployment, such as canary=on; may be repeated. The stacks that only an option makes
                       (canary, github, edge, backup) are deleted if it is given
  --yes                do not ask for confirmation
  --help               this text

A stage that keeps its data cannot be destroyed: its tables are retained, and its storage stack is protected.`;

async function destroy(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      stage: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const stage = requireSandbox(values.stage);
  const context = contextArguments(values.context);
  if (!values.yes) await confirmByTyping(stage);
  await runCdk('cdk', ['destroy', '--all', '--force', '-c', `stage=${stage}`, ...context], process.env);
}

function requireSandbox(stage: string | undefined): string {
  if (stage === undefined) throw new CommandRefusal('Name a stage: npm run destroy -- --stage sandbox');
  if (kindOf(stage) === 'sandbox') return stage;
  throw new CommandRefusal(
    `Stage ${stage} keeps its data, so nothing was deleted. To delete only its API and workers, with the dead letters: ` +
      `npx cdk destroy Api Workers -c stage=${stage}, with the -c options of its deployment. Their log groups stay; to ` +
      `deploy again, run npm run deploy -- --stage ${stage} with the same options, which adopts them.`,
  );
}

/** Asks for the stage's name. Throws Refusal unless it is typed. */
async function confirmByTyping(stage: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const unanswered = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const question = `This deletes stage ${stage} with all its payments. Type the stage's name to continue: `;
  const answer = await Promise.race([terminal.question(question), unanswered]);
  terminal.close();
  if (answer.trim() !== stage)
    throw new CommandRefusal('Nothing was deleted, because the name was not typed. --yes skips this.');
}

await command(destroy);
