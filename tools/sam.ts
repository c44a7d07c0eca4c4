import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, Refusal } from '../hermetic/process/command.ts';
import { withAddresses } from '../hermetic/template/addresses.ts';
import type { AppDefinition } from '../hermetic/template/app-definition.ts';
import { readApp } from '../hermetic/template/template.ts';
import type { EnvironmentDescription } from './app/environment-description.ts';
import { samName, samTemplate } from './app/sam-template.ts';
import { synthesise } from './app/synth.ts';

const help = `npm run sam -- [options]: writes a template for "sam local invoke" and prints what to invoke. Needs Docker and the SAM CLI.

  --url URL   functions use the data of this running environment (http://localhost:8000)
  --out DIR   where the template and the functions' code are written (.build/sam)
  --help      this text

Without a running environment, say where DynamoDB is: sam local invoke … --parameter-overrides DynamoDBEndpoint=http://…`;

const root = join(import.meta.dirname, '..');

/** The name of this machine inside a container; Docker Desktop knows it, on Linux it has to be said. */
const hostName = 'host.docker.internal';
const isLinux = process.platform === 'linux';
const addHost = isLinux ? ` --add-host ${hostName}:host-gateway` : '';
const fromContainer = (text: string): string => text.replaceAll(/127\.0\.0\.1|localhost/g, hostName);
/** The port of the emulators. */
const emulatorEndpoint = 'http://127.0.0.1:4566';

async function sam(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      url: { type: 'string' },
      out: { type: 'string', default: join(root, '.build', 'sam') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const environment = await running(values.url);
  const assembly = join(values.out, 'assembly');
  rmSync(assembly, { recursive: true, force: true });
  mkdirSync(assembly, { recursive: true });
  await synthesise(assembly);
  const app = inContainers(readApp(assembly), environment);
  const template = samTemplate(app, {
    directory: values.out,
    dynamodbEndpoint: fromContainer(environment?.dynamodbEndpoint ?? emulatorEndpoint),
    arch: process.arch,
  });
  const file = join(values.out, 'template.json');
  writeFileSync(file, `${JSON.stringify(template, null, 2)}\n`);
  console.log(invocationLines(app, relative(process.cwd(), file), environment));
}

function invocationLines(
  { functions, stage }: AppDefinition,
  file: string,
  environment: EnvironmentDescription | undefined,
): string {
  const lines = [...functions.values()].flatMap((one) => {
    const event = `events/${one.name.replace(`payment-service-${stage}-`, '')}.json`;
    return existsSync(join(root, event))
      ? [`sam local invoke ${samName(one, stage)} -t ${file} -e ${event}${addHost}`]
      : [];
  });
  const data = environment
    ? `They use the data of the running environment, at ${environment.dynamodbEndpoint}.`
    : `No environment runs, so they look for DynamoDB at ${fromContainer(emulatorEndpoint)}. Run npm start and then this again, or add\n--parameter-overrides DynamoDBEndpoint=http://…`;
  const onLinux = isLinux
    ? '\nDocker on Linux does not reach the embedded engine, which listens on 127.0.0.1 alone: start npm start with DYNAMODB_ENDPOINT.'
    : '';
  return `${lines.join('\n')}\n\n${data}${onLinux}`;
}

/** Functions in containers find the APIs that they call: other functions of the running environment. */
function inContainers(app: AppDefinition, environment: EnvironmentDescription | undefined): AppDefinition {
  const addresses = Object.entries(environment?.addresses ?? {});
  return withAddresses(app, Object.fromEntries(addresses.map(([name, url]) => [name, fromContainer(url)])));
}

/** The environment at an address; without an address, the one at the standard port, if one runs there. */
async function running(url: string | undefined): Promise<EnvironmentDescription | undefined> {
  try {
    const response = await fetch(new URL('/_local/environment', url ?? 'http://localhost:8000'));
    if (response.ok) return (await response.json()) as EnvironmentDescription;
  } catch {
    // Said below.
  }
  if (url === undefined) return undefined;
  throw new Refusal(`No environment answers at ${url}: start one with npm start.`);
}

await command(sam);
