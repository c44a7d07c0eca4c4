import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { withAddresses } from '../hermetic/template/addresses.ts';
import type { AppDefinition } from '../hermetic/template/app-definition.ts';
import { readApp } from '../hermetic/template/template.ts';
import type { EnvironmentDescription } from './app/environment-description.ts';
import { samName, samTemplate } from './app/sam-template.ts';
import { synthesise } from './app/synth.ts';

const help = `npm run sam -- [options]: writes a template for "sam local invoke" and prints the commands. Needs Docker and the SAM CLI.

  --url URL   running environment whose data the functions use (http://localhost:8000)
  --out DIR   output directory for the template and the code (.build/sam)
  --help      this text

Without a running environment, pass the address of DynamoDB: sam local invoke … --parameter-overrides DynamoDBEndpoint=http://…`;

const root = join(import.meta.dirname, '..');

/** This machine's name inside a container. Docker Desktop defines it; on Linux, --add-host must. */
const hostName = 'host.docker.internal';
const isLinux = process.platform === 'linux';
const addHost = isLinux ? ` --add-host ${hostName}:host-gateway` : '';
const fromContainer = (text: string): string => text.replaceAll(/127\.0\.0\.1|localhost/g, hostName);
/** Where LocalStack and MiniStack listen. */
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
    ? `The functions use the data of the running environment, at ${environment.dynamodbEndpoint}.`
    : `No environment is running, so the functions expect DynamoDB at ${fromContainer(emulatorEndpoint)}. Run npm start and this command again,\nor add --parameter-overrides DynamoDBEndpoint=http://…`;
  const onLinux = isLinux
    ? '\nOn Linux, containers cannot reach the embedded engine, which listens on 127.0.0.1 only: run npm start with DYNAMODB_ENDPOINT.'
    : '';
  return `${lines.join('\n')}\n\n${data}${onLinux}`;
}

/** Rewrites the URLs of APIs that functions call to those of the running environment, as seen from a container. */
function inContainers(app: AppDefinition, environment: EnvironmentDescription | undefined): AppDefinition {
  const addresses = Object.entries(environment?.addresses ?? {});
  return withAddresses(app, Object.fromEntries(addresses.map(([name, url]) => [name, fromContainer(url)])));
}

/** The environment at a URL. Without a URL, the one at the standard port, if there is one. */
async function running(url: string | undefined): Promise<EnvironmentDescription | undefined> {
  try {
    const response = await fetch(new URL('/_local/environment', url ?? 'http://localhost:8000'));
    if (response.ok) return (await response.json()) as EnvironmentDescription;
  } catch {
    // Reported below.
  }
  if (url === undefined) return undefined;
  throw new CommandRefusal(`No environment answers at ${url}: start one with npm start.`);
}

await command(sam);
