import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { inspectionFrom } from '../../hermetic/lambda/inspection.ts';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { command, messageOf, Refusal } from '../../hermetic/process/command.ts';
import { isInForeground } from '../../hermetic/process/foreground.ts';
import { onStopSignal } from '../../hermetic/process/stop-signals.ts';
import { portRefusal } from '../../hermetic/process/taken-port.ts';
import { watchSources } from '../../hermetic/process/watch.ts';
import type { DeclaredRoute } from '../../hermetic/template/declared.ts';
import { apiName } from '../../lib/api-name.ts';
import { routeTable } from './banner.ts';
import { tellPeople, tellPrograms } from './console.ts';
import { type Environment, startEnvironment } from './environment.ts';
import type { Tell } from './events.ts';
import { keyActions } from './key-actions.ts';
import { listenToKeys } from './keys.ts';
import { localProcessor } from './local-processor.ts';
import { concurrencyFrom, contextFrom, contextOptions, portsFrom } from './start-options.ts';

const help = `npm start -- [options]: runs the payment service on this machine, without Docker and without AWS.

  --port N     serve on ports N, N+2 and N+82 (8000, 8002, 8082), the requestor mock on N+1, the explorer on N+80,
               stubs on N+81 and N+84, gRPC on N+51 and N+70 (else 50051 and 7000); 0 takes any free ones
  --data DIR   keep data in DIR, for one running environment at a time; without it, data is gone at the end
  --no-seed    start with empty tables instead of the seed data
  --processor stripe  charge by Stripe, with a test key: STRIPE_SECRET_KEY, or "stripe" in .local/secrets.json
  --stripe-url URL    another Stripe than the real one, such as localstripe or stripe-mock
  --stripe-account acct_…  a connected account that the payments belong to
  --processor mollie  charge by Mollie, with a test key: MOLLIE_API_KEY, or "mollie" in .local/secrets.json
  --mollie-url URL    another Mollie than the real one
  -c NAME=VALUE  an option of the deployment, as for cdk deploy: -c onePaymentPerOrder=on, -c strictOrders=true
  --verbose    show what the functions log, and the path and id of each request
  --routes     list all routes at the start
  --concurrency N  processes of one function at a time (10); shared: one process that runs all its requests at once, as
               Lambda Managed Instances do, for load tests
  --inspect    debug functions: one process for each, which waits for no debugger and tells its address when it starts;
               no time-outs, and bundles that breakpoints in .ts files work in
  --json       one JSON object per line, for programs
  --help       this text

Keys, on a terminal: o opens the explorer, p lists the latest payments, r the routes, s resets and seeds, v is --verbose on
and off, q quits.

Variables:
  TRIP_SERVICE_URL, NOTIFICATION_SERVICE_URL   call these instead of the stubs
  RATE_LIMIT_ENABLED=false                     take as many requests as come
  LOG_LEVEL=DEBUG                              what functions log
  STRIPE_SECRET_KEY=sk_test_…                  the key for --processor stripe
  MOLLIE_API_KEY=test_…                        the key for --processor mollie
  SERVICE_PORT=9082, PORT=9090                 these instead of 8082 and 7000, unless --port is given
  DYNAMODB_ENDPOINT=http://…                   a DynamoDB that runs already, instead of the embedded engine
  RECORD_AWS_CALLS=FILE                        append every call to AWS that functions make, one JSON object a line
  NO_COLOR=1                                   no colours`;

const root = join(import.meta.dirname, '..', '..');

/** Folders and files whose changes are served at once. Npm writes the last one when it has installed something. */
const watched = {
  folders: ['bin', 'lib', 'functions', 'src', 'doubles', 'generated', 'explorer'],
  files: ['cdk.json', 'package.json', 'package-lock.json', 'tsconfig.json', 'node_modules/.package-lock.json'],
};

/** `npm start`. */
export async function start(): Promise<void> {
  const { values } = parsedArguments({
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      seed: { type: 'boolean', default: true },
      verbose: { type: 'boolean', default: false },
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      routes: { type: 'boolean', default: false },
      processor: { type: 'string' },
      'stripe-url': { type: 'string' },
      'stripe-account': { type: 'string' },
      'mollie-url': { type: 'string' },
      concurrency: { type: 'string' },
      inspect: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  });
  if (values.help) return console.log(help);
  const isTerminal = process.stdout.isTTY && !values.json;
  const view = {
    verbose: values.verbose,
    isTerminal,
    hasKeys: isTerminal && isInForeground(),
    now: () => new Date(),
  };
  const tell = values.json ? tellPrograms() : tellPeople(view);
  const given = { ...contextFrom(process.env), ...contextOptions(values.context) };
  const processor = localProcessor(values, given, process.env);
  const environment = await startEnvironment({
    ...portsFrom(values.port, process.env),
    context: processor.context,
    secrets: processor.secrets,
    dataDir: dataDirFrom(values.data),
    concurrency: concurrencyFrom(values.concurrency, values.inspect),
    inspection: values.inspect ? inspectionFrom(process.env) : undefined,
    seed: values.seed,
    tell,
    onEngineDeath(message) {
      tell({ event: 'failed', message });
      console.error(message);
      process.exit(1);
    },
  }).catch(async (error: unknown) => {
    const known = (await portRefusal(error)) ?? error;
    tell({ event: 'failed', message: messageOf(known) });
    throw known;
  });
  const watcher = watchSources(root, watched, (file) => reload(environment, file, tell));
  const routes = () => routesOf(environment);
  const actions = keyActions({
    url: environment.urls[0] ?? '',
    explorer: environment.others.explorer,
    routes,
    toggleVerbose: () => {
      view.verbose = !view.verbose;
      return view.verbose;
    },
  });
  const keys = view.hasKeys ? listenToKeys(actions, (error) => console.error(messageOf(error))) : undefined;
  onStopSignal((reason) => {
    tell({ event: 'stopping', reason });
    void command(async () => {
      keys?.close();
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
    processor: processor.name,
    routes: routes(),
    ms: Math.round(process.uptime() * 1000),
  });
  if (values.routes && !values.json) console.log(routeTable(routes()));
  // A kill -9 would leave nothing to the next start.
  flushCompileCache();
}

function dataDirFrom(directory: string | undefined): string | undefined {
  if (directory !== undefined && process.env.DYNAMODB_ENDPOINT) {
    throw new Refusal('--data keeps the data of the embedded engine: unset DYNAMODB_ENDPOINT, or leave out --data.');
  }
  return directory;
}

async function reload(environment: Environment, file: string, tell: Tell): Promise<void> {
  const before = performance.now();
  tell({ event: 'change', file });
  try {
    await environment.reload(file);
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
