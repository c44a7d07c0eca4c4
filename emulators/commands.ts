import { join } from 'node:path';

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { physicalName } from '../lib/table-name.ts';
import { deployStage, runCdk } from '../tools/deploy/cdk.ts';
import { nextSteps } from '../tools/deploy/next-steps.ts';
import { readDeployedApis } from '../tools/deploy/outputs.ts';
import { type ProgramEnvironment, root, runNode } from '../tools/deploy/run-program.ts';
import type { Emulator } from './emulator.ts';
import { endpointFrom } from './emulator-endpoint.ts';
import { emulatorEnvironment } from './emulator-environment.ts';

/** The stage on an emulator: a sandbox as on AWS, except for the URLs. */
const stage = 'sandbox';

const helpOf = (program: string) => `npm run ${program}:<command> -- [options]

  up       start the emulator
  deploy   deploy every stack of stage ${stage}, with cdklocal
  seed     write the seed data
  reset    delete everything, deploy and seed again
  test     run the integration suite; arguments after -- go to vitest
  down     stop the emulator and delete its data

  --port N   port of the emulator (4566, or that of AWS_ENDPOINT_URL)
  --help     this text`;

type CommandContext = Readonly<{
  emulator: Emulator;
  endpoint: string;
  env: ProgramEnvironment;
  rest: readonly string[];
}>;

const commands: Readonly<Record<string, (given: CommandContext) => Promise<void>>> = {
  up: ({ emulator }) => emulator.up(),
  deploy,
  seed,
  async reset(given) {
    await given.emulator.clear();
    await deploy(given);
    await seed(given);
  },
  async test(given) {
    const { emulator, env, rest } = given;
    await requireRunning(given);
    await runNode(['test/integration.ts', '--target', emulator.target, ...rest], env);
  },
  down: ({ emulator }) => emulator.down(),
};

/** Runs the command of an emulator that the command line names. Throws Refusal. */
export async function runEmulator(make: (port: number) => Emulator): Promise<void> {
  const { values, positionals } = parsedArguments({
    options: { port: { type: 'string' }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name = '', ...rest] = positionals;
  const endpoint = endpointFrom(values.port, process.env.AWS_ENDPOINT_URL);
  const emulator = make(Number(new URL(endpoint).port || 80));
  if (values.help) return console.log(helpOf(emulator.target));
  const run = commands[name];
  if (run === undefined) throw new CommandRefusal(`There is no command "${name}".\n\n${helpOf(emulator.target)}`);
  await run({ emulator, endpoint, env: emulatorEnvironment(process.env, endpoint), rest });
}

async function requireRunning({ emulator, endpoint }: CommandContext): Promise<void> {
  await fetch(endpoint).catch((cause: unknown) => {
    const message = `${emulator.name} does not answer at ${endpoint}: start it with npm run ${emulator.target}:up`;
    throw new CommandRefusal(message, 1, { cause });
  });
}

async function deploy(given: CommandContext): Promise<void> {
  const { emulator, endpoint, env } = given;
  await requireRunning(given);
  if (!emulator.supportsUpdates && (await isDeployed(endpoint))) {
    throw new CommandRefusal(
      `${emulator.name} cannot update every deployed resource: deploy from scratch with npm run ${emulator.target}:reset`,
    );
  }
  // An empty --app: with an explicit environment there is nothing to synthesise, but the CDK would do it all the same.
  await runCdk('cdklocal', ['bootstrap', 'aws://000000000000/us-east-1', '--app', ''], env);
  const output = join(root, '.build', emulator.target, 'cdk.out');
  const more = [
    '--output',
    output,
    '--require-approval',
    'never',
    ...[`emulatorUrl=${emulator.endpointForFunctions}`, ...emulator.context].flatMap((one) => ['-c', one]),
  ];
  await deployStage({ program: 'cdklocal', place: endpoint, stage, more, env });
  const apis = readDeployedApis(endpoint, stage, endpoint);
  const credentials = 'export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test';
  console.log(`\nDeployed: ${apis.api}\n\n${[credentials, ...nextSteps(apis)].join('\n\n')}`);
}

async function seed(given: CommandContext): Promise<void> {
  const { emulator, env } = given;
  await requireRunning(given);
  await runNode(['tools/seed.ts', '--target', emulator.target, '--stage', stage], env);
}

async function isDeployed(endpoint: string): Promise<boolean> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    const { TableNames = [] } = await client.send(new ListTablesCommand());
    return TableNames.includes(physicalName(stage, 'payments'));
  } finally {
    client.destroy();
  }
}
