import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { startGateway } from '../hermetic/api-gateway/gateway.ts';
import { functionEnvironment } from '../hermetic/lambda/function-environment.ts';
import type { FunctionLog, FunctionLogLine, InvocationResult } from '../hermetic/lambda/invocation.ts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, Refusal } from '../hermetic/process/command.ts';
import { fileRefusal } from '../hermetic/process/file-refusal.ts';
import type { AppDefinition, FunctionDefinition } from '../hermetic/template/app-definition.ts';
import { cachedAssemblies, existingAssembly } from '../hermetic/template/assemblies.ts';
import type { EnvironmentDescription } from './app/environment-description.ts';
import { paymentProject } from './app/project.ts';
import { startEnvironment } from './start/environment.ts';
import { reportLines } from './start/replay-report.ts';

const help = `npm run replay -- [options] [event.json …]: invokes functions with stored API Gateway events, without HTTP.

  event.json       a full proxy event; its name is the route's: events/create-payment.json
                   without any, all of events/; - reads one from stdin
  --function NAME  the route to invoke, when the event's name is not the route's
  --url URL        use the data of a running environment: http://localhost:8000
                   without it, an engine of its own with the seed data
  --assembly DIR   functions of a cloud assembly of stage local that exists already
  --help           this text

The result alone goes to stdout, one line of JSON per event; the log goes to stderr. Exit code 1: a function failed.`;

type Event = Readonly<{ routeName: string; event: unknown }>;

/** Functions and where they keep their data, until \`stop\`. */
type Runner = Readonly<{
  app: AppDefinition;
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
  stop(): Promise<void>;
}>;

async function replay(): Promise<void> {
  const { values, positionals } = parsedArguments({
    allowPositionals: true,
    options: {
      function: { type: 'string' },
      url: { type: 'string' },
      assembly: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(help);
  const files = positionals.length > 0 ? positionals : storedEvents();
  const events = files.map((file) => readEvent(file, values.function));
  const logs: FunctionLogLine[] = [];
  const onLog: FunctionLog = (line) => logs.push(line);
  const { url, assembly } = values;
  const runner = await (url === undefined ? ownData(onLog, assembly) : dataOf(url, onLog, assembly));
  try {
    for (const { routeName, event } of events) {
      const definition = functionOf(runner.app, routeName);
      const result = await runner.invoke(definition.logicalId, event);
      // What follows from it may be at work already, in other functions.
      const own = logs.splice(0).filter(({ functionName }) => functionName === definition.name);
      for (const line of reportLines(definition, result, own)) console.error(line);
      console.log(result.payload);
      if (result.functionError !== undefined) process.exitCode = 1;
    }
  } finally {
    await runner.stop();
  }
}

function storedEvents(): readonly string[] {
  const directory = join(import.meta.dirname, '..', 'events');
  const names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(directory, name));
}

function readEvent(file: string, given: string | undefined): Event {
  const routeName = given ?? basename(file, '.json');
  if (file === '-' && given === undefined) {
    throw new Refusal('Which function is the event on stdin for? Say it with --function <route name>.');
  }
  const text = textOf(file);
  try {
    return { routeName, event: JSON.parse(text) };
  } catch {
    throw new Refusal(`${file} is no event, because it is not JSON: take one of events/ as a model.`);
  }
}

function textOf(file: string): string {
  try {
    // 0 is stdin.
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw fileRefusal(error, file, 'read');
  }
}

function functionOf({ functions, stage }: AppDefinition, routeName: string): FunctionDefinition {
  const all = [...functions.values()];
  const prefix = `payment-service-${stage}-`;
  const found = all.find(({ name }) => name === prefix + routeName);
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name.replace(prefix, ''));
  throw new Refusal(`There is no function ${routeName}: choose one with --function ${names.join(', ')}.`);
}

async function ownData(onLog: FunctionLog, assembly: string | undefined): Promise<Runner> {
  const environment = await startEnvironment({
    ports: [],
    assembly,
    emit: (event) => event.event === 'log' && onLog(event),
  });
  const { gateway, app, stop } = environment;
  return { app: app(), invoke: gateway.invoke, stop };
}

async function dataOf(url: string, onLog: FunctionLog, given: string | undefined): Promise<Runner> {
  const { dynamodbEndpoint, addresses } = await describe(url);
  const assemblies = given === undefined ? cachedAssemblies(paymentProject) : existingAssembly(given);
  const { app } = await assemblies.next();
  const gateway = await startGateway({
    app,
    listeners: [],
    addresses,
    functionEnvironment: functionEnvironment(dynamodbEndpoint),
    onFunctionLog: onLog,
    prepareCode: ({ codeDir }) => assemblies.prepareCode(codeDir),
  });
  const stop = async () => {
    await gateway.stop(0);
    assemblies.removeAll();
  };
  return { app, invoke: gateway.invoke, stop };
}

async function describe(url: string): Promise<EnvironmentDescription> {
  try {
    const response = await fetch(new URL('/_local/environment', url));
    if (response.ok) return (await response.json()) as EnvironmentDescription;
  } catch {
    // Said below.
  }
  throw new Refusal(`No environment answers at ${url}: start one with npm start.`);
}

await command(replay);
