import { createInterface } from 'node:readline/promises';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command, Refusal } from '../../hermetic/process/command.ts';
import { kindOf } from '../../lib/stage.ts';
import { runCdk } from './cdk.ts';

const help = `npm run destroy -- [options]: deletes every stack of a sandbox stage, with its tables and all data in them.

  --stage NAME   the stage: sandbox or sandbox-…
  --yes          do not ask for the stage's name
  --help         this text

A stage that keeps its data is not destroyed: its tables would stay anyway, and its storage stack is protected.`;

async function destroy(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      stage: { type: 'string' },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const stage = requireSandbox(values.stage);
  if (!values.yes) await confirmByTyping(stage);
  await runCdk('cdk', ['destroy', '--all', '--force', '-c', `stage=${stage}`], process.env);
}

function requireSandbox(stage: string | undefined): string {
  if (stage === undefined) throw new Refusal('Name the stage: npm run destroy -- --stage sandbox');
  if (kindOf(stage) === 'sandbox') return stage;
  throw new Refusal(
    `Stage ${stage} keeps its data, so it is not destroyed. To delete its API and workers alone, with the dead letters: ` +
      `npx cdk destroy Api Workers -c stage=${stage}, with the -c options of its deployment. Their logs stay under their ` +
      `names; deploy again with: npm run deploy -- --stage ${stage} --import-existing-resources, and the same options.`,
  );
}

/** Refuses unless the person at the terminal types the stage's name. */
async function confirmByTyping(stage: string): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const unanswered = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const question = `This deletes stage ${stage} with all its payments. Type its name to go on: `;
  const answer = await Promise.race([terminal.question(question), unanswered]);
  terminal.close();
  if (answer.trim() !== stage) throw new Refusal('Nothing was deleted: the name was not typed. --yes does not ask.');
}

await command(destroy);
