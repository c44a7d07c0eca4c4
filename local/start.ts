import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiName } from '../lib/api-name.ts';
import { type Environment, startEnvironment } from './environment.ts';
import { command, messageOf, Refusal } from './program/command.ts';
import { tellPeople, tellPrograms } from './program/console.ts';
import type { Tell } from './program/events.ts';
import { contextFrom, portsFrom } from './program/start-options.ts';
import { onStopSignal } from './program/stop-signals.ts';
import { watchSources } from './program/watch.ts';
import type { DeclaredRoute } from './template/declared.ts';

const help = `npm start -- [options]: runs the payment service on this machine, without Docker and without AWS.

  --port N     serve on ports N, N+2 and N+82 (8000, 8002, 8082), the requestor mock on N+1, the explorer on N+80,
               stubs on N+81 and N+84, gRPC on N+51 and N+70 (else 50051 and 7000); 0 takes any free ones
  --data DIR   keep data in DIR, for one running environment at a time; without it, data is gone at the end
  --no-seed    start with empty tables instead of the seed data
  --verbose    show what the functions log
  --json       one JSON object per line, for programs
  --help       this text

Variables:
  TRIP_SERVICE_URL, NOTIFICATION_SERVICE_URL   call these instead of the stubs
  RATE_LIMIT_ENABLED=false                     take as many requests as come
  LOG_LEVEL=DEBUG                              what functions log
  SERVICE_PORT=9082, PORT=9090                 these instead of 8082 and 7000, unless --port is given
  DYNAMODB_ENDPOINT=http://…                   a DynamoDB that runs already, instead of the embedded engine
  RECORD_AWS_CALLS=FILE                        append every call to AWS that functions make, one JSON object a line`;

const root = join(import.meta.dirname, '..');

async function start(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'boolean', default: true },
      verbose: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) return console.log(help);
  const tell = values.json ? tellPrograms : tellPeople(values);
  const environment = await startEnvironment({
    ...portsFrom(values.port, process.env),
    context: contextFrom(process.env),
    dataDir: dataDirFrom(values.data),
    seed: values.seed,
    tell,
    onEngineDeath(message) {
      console.error(message);
      process.exit(1);
    },
  }).catch((error: unknown) => {
    throw portTaken(error) ?? error;
  });
  const watcher = watchSources(root, ['bin', 'lib', 'functions', 'src'], (file) => reload(environment, file, tell));
  onStopSignal((reason) => {
    tell({ event: 'stopping', reason });
    void command(async () => {
      watcher.close();
      await environment.stop();
      tell({ event: 'stopped' });
      process.exit(0);
    });
  });
  tell({
    event: 'started',
    urls: environment.urls,
    ...environment.others,
    dynamodbEndpoint: environment.dynamodbEndpoint,
    dataDir: values.data,
    routes: routesOf(environment),
    ms: Math.round(process.uptime() * 1000),
  });
}

function dataDirFrom(directory: string | undefined): string | undefined {
  if (directory !== undefined && process.env.DYNAMODB_ENDPOINT) {
    throw new Refusal('--data keeps the data of the embedded engine: unset DYNAMODB_ENDPOINT, or leave out --data.');
  }
  return directory;
}

/** A taken port is the caller's to put right; the gateway's message says how. */
function portTaken(error: unknown): Refusal | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return taken && error instanceof Error ? new Refusal(error.message) : undefined;
}

async function reload(environment: Environment, file: string, tell: Tell): Promise<void> {
  const before = performance.now();
  tell({ event: 'change', file });
  try {
    await environment.reload();
    tell({
      event: 'reloaded',
      routes: routesOf(environment),
      ms: Math.round(performance.now() - before),
    });
  } catch (error) {
    tell({ event: 'reload-failed', message: messageOf(error) });
  }
}

const routesOf = (environment: Environment): readonly DeclaredRoute[] =>
  environment.declared().apis.find(({ name }) => name === apiName(environment.declared().stage))?.routes ?? [];

await command(start);
