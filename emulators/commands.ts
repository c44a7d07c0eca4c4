import { join } from 'node:path';

import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { Refusal } from '../hermetic/process/command.ts';
import { physicalName } from '../lib/table-name.ts';
import { deployStage, runCdk } from '../tools/deploy/cdk.ts';
import { nextSteps } from '../tools/deploy/next-steps.ts';
import { readDeployedApis } from '../tools/deploy/outputs.ts';
import { type Environment, root, runNode } from '../tools/deploy/run-program.ts';
import type { Emulator } from './emulator.ts';
import { endpointFrom } from './emulator-endpoint.ts';
import { emulatorEnvironment } from './emulator-environment.ts';

/** The stage that an emulator gets: what a sandbox account gets, but for the addresses. */
const stage = 'sandbox';

const helpOf = (program: string) => `npm run ${program}:<command> -- [options]

  up       starts it
  deploy   deploys every stack of stage ${stage}, by cdklocal
  seed     writes the seed data
  reset    empties it, deploys and seeds anew
  test     runs the integration suite on it; what follows -- goes to vitest
  down     ends it, with all data

  --port N   where it listens (4566, or the port of AWS_ENDPOINT_URL)
  --help     this text`;

type Given = Readonly<{ emulator: Emulator; endpoint: string; env: Environment; rest: readonly string[] }>;

const commands: Readonly<Record<string, (given: Given) => Promise<void>>> = {
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
    await answering(given);
    await runNode(['test/integration.ts', '--target', emulator.target, ...rest], env);
  },
  down: ({ emulator }) => emulator.down(),
};

/** Does one command of an emulator, as the command line says. */
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
  if (run === undefined) throw new Refusal(`"${name}" is no command of it.\n\n${helpOf(emulator.target)}`);
  await run({ emulator, endpoint, env: emulatorEnvironment(process.env, endpoint), rest });
}

async function answering({ emulator, endpoint }: Given): Promise<void> {
  await fetch(endpoint).catch((cause: unknown) => {
    const message = `${emulator.name} does not answer at ${endpoint}: start it with npm run ${emulator.target}:up`;
    throw new Refusal(message, 1, { cause });
  });
}

async function deploy(given: Given): Promise<void> {
  const { emulator, endpoint, env } = given;
  await answering(given);
  if (!emulator.updates && (await isDeployed(endpoint))) {
    throw new Refusal(
      `${emulator.name} does not carry out every change of what is deployed: npm run ${emulator.target}:reset`,
    );
  }
  // Without an app, which the CDK would synthesise here although the place is named.
  await runCdk('cdklocal', ['bootstrap', 'aws://000000000000/us-east-1', '--app', ''], env);
  const output = join(root, '.build', emulator.target, 'cdk.out');
  const more = ['--output', output, '--require-approval', 'never', '-c', `emulatorUrl=${emulator.fromFunctions}`];
  await deployStage({ program: 'cdklocal', place: endpoint, stage, more, env });
  const apis = readDeployedApis(endpoint, stage, endpoint);
  const credentials = 'export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test';
  console.log(`\nDeployed: ${apis.api}\n\n${[credentials, ...nextSteps(apis)].join('\n\n')}`);
}

async function seed(given: Given): Promise<void> {
  const { emulator, env } = given;
  await answering(given);
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
