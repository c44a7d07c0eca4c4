import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { startGateway } from '../hermetic/api-gateway/gateway.ts';
import type { ClockReading } from '../hermetic/clock/move-clock.ts';
import { functionEnvironment } from '../hermetic/lambda/function-environment.ts';
import type { FunctionLog, FunctionLogLine, InvocationResult } from '../hermetic/lambda/invocation.ts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command } from '../hermetic/process/command.ts';
import { fileRefusal } from '../hermetic/process/file-refusal.ts';
import type { AppDefinition, FunctionDefinition } from '../hermetic/template/app-definition.ts';
import { cachedAssemblies, existingAssembly } from '../hermetic/template/assemblies.ts';
import type { EnvironmentDescription } from './app/environment-description.ts';
import { paymentProject } from './app/project.ts';
import { startEnvironment } from './start/environment.ts';
import { localRequest } from './start/local-request.ts';
import { reportLines } from './start/replay-report.ts';

const help = `npm run replay -- [options] [event.json …]: invokes functions with stored API Gateway events, without HTTP.

  event.json       a complete proxy event, named after its route: events/create-payment.json
                   default: all of events/; - reads one event from stdin
  --function NAME  the route to invoke, if the file is not named after it
  --url URL        use the data of a running environment, such as http://localhost:8000
                   default: a temporary engine with the seed data
  --assembly DIR   use an existing cloud assembly of stage local
  --help           this text

Results go to stdout, one line of JSON per event; logs go to stderr. Exit code 1: a function failed.`;

type StoredRequest = Readonly<{ routeName: string; event: unknown }>;

/** The functions of an app, ready to be invoked until `stop`. */
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
      // Other functions may be running already, for the stream records of earlier events.
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

function readEvent(file: string, given: string | undefined): StoredRequest {
  const routeName = given ?? basename(file, '.json');
  if (file === '-' && given === undefined) {
    throw new CommandRefusal('An event on stdin has no name: add --function <route name>.');
  }
  const text = textOf(file);
  try {
    return { routeName, event: JSON.parse(text) };
  } catch {
    throw new CommandRefusal(`${file} is not an event, because it is not JSON. See events/ for examples.`);
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
  throw new CommandRefusal(
    `There is no function ${routeName}. Choose one of them with --function: ${names.join(', ')}.`,
  );
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
  // Leases, expiries and dates of the stored data are by the environment's clock.
  const { offset_ms: aheadMs } = (await localRequest(url, 'GET', '/_local/clock')) as ClockReading;
  const assemblies = given === undefined ? cachedAssemblies(paymentProject) : existingAssembly(given);
  const { app } = await assemblies.next();
  const gateway = await startGateway({
    app,
    listeners: [],
    addresses,
    functionEnvironment: functionEnvironment(dynamodbEndpoint),
    clockOffsetMs: () => aheadMs,
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
    // Reported below.
  }
  throw new CommandRefusal(`No environment answers at ${url}: start one with npm start.`);
}

await command(replay);
