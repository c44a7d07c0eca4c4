import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { inspectionFrom } from '../../hermetic/lambda/inspection.ts';
import { parsedArguments } from '../../hermetic/process/arguments.ts';
import { onClosedOutput } from '../../hermetic/process/closed-output.ts';
import { CommandRefusal, command, messageOf } from '../../hermetic/process/command.ts';
import { isInForeground } from '../../hermetic/process/foreground.ts';
import { onStopSignal } from '../../hermetic/process/stop-signals.ts';
import { watchSources } from '../../hermetic/process/watch.ts';
import type { RouteDefinition } from '../../hermetic/template/app-definition.ts';
import { apiName } from '../../lib/api-name.ts';
import { routeTable } from './banner.ts';
import { consoleEvents, jsonEvents } from './console.ts';
import { type Environment, startEnvironment } from './environment.ts';
import type { EmitEvent } from './events.ts';
import { keyActions } from './key-actions.ts';
import { listenToKeys } from './keys.ts';
import { localProcessor } from './local-processor.ts';
import { portRefusal } from './port-refusal.ts';
import { collectorFrom, concurrencyFrom, contextFrom, contextOptions, portsFrom } from './start-options.ts';

const help = `npm start -- [options]: runs the payment service on this machine, without Docker or AWS.

  --port N     serve the API on ports N, N+2 and N+82 (8000, 8002, 8082), the requestor mock on N+1, the explorer on
               N+80, stubs on N+81 and N+84, gRPC on N+51 and N+70 (50051 and 7000 by default); 0 picks free ports
  --data DIR   keep data in DIR, which one environment at a time can use; without it, data is lost on exit
  --no-seed    start with empty tables
  --processor stripe  charge by Stripe, with a test key from STRIPE_SECRET_KEY or "stripe" in .local/secrets.json
  --stripe-url URL    address instead of Stripe's own, such as that of localstripe or stripe-mock
  --stripe-account acct_…  connected account that the payments belong to
  --processor mollie  charge by Mollie, with a test key from MOLLIE_API_KEY or "mollie" in .local/secrets.json
  --mollie-url URL    address instead of Mollie's own
  -c NAME=VALUE  CDK context, as for cdk deploy: -c onePaymentPerOrder=on, -c strictOrders=true
  --verbose    show function logs, and the path and id of each request
  --routes     list all routes after the start
  --concurrency N  processes per function (10); shared: one process per function that runs requests concurrently, as
               Lambda Managed Instances do, for load tests
  --inspect    debug functions: one process per function, which starts without waiting and prints its debugger's URL; no
               timeouts, and bundles in which breakpoints of .ts files work
  --json       print one JSON object per line, for programs
  --help       this text

Keys, on a terminal: o opens the explorer, p lists the latest payments, r lists the routes, s resets and seeds, v toggles
--verbose, q quits.

Variables:
  TRIP_SERVICE_URL, NOTIFICATION_SERVICE_URL   services to call instead of the stubs
  RATE_LIMIT_ENABLED=false                     no rate limit
  LOG_LEVEL=DEBUG                              log level of the functions
  STRIPE_SECRET_KEY=sk_test_…                  key for --processor stripe
  MOLLIE_API_KEY=test_…                        key for --processor mollie
  SERVICE_PORT=9082, PORT=9090                 ports instead of 8082 and 7000, unless --port is given
  DYNAMODB_ENDPOINT=http://…                   a running DynamoDB, instead of the embedded engine
  OTEL_EXPORTER_OTLP_ENDPOINT=http://…         collector to export traces to, such as http://localhost:4318
  RECORD_AWS_CALLS=FILE                        append each distinct call of the functions to AWS, as a JSON line
  NO_COLOR=1                                   no colours`;

const root = join(import.meta.dirname, '..', '..');

/** Sources that are reloaded when they change. npm writes the last file after an installation. */
const watched = {
  folders: ['bin', 'lib', 'functions', 'src', 'doubles', 'generated', 'explorer', 'console'],
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
  // Until everything has started there are no requests to finish: the engine and the functions end with this process.
  let end: () => void = () => process.exit(0);
  onClosedOutput(() => end());
  const emit = values.json ? jsonEvents() : consoleEvents(view);
  const given = { ...contextFrom(process.env), ...contextOptions(values.context) };
  const processor = localProcessor(values, given, process.env);
  const environment = await startEnvironment({
    ...portsFrom(values.port, process.env),
    context: processor.context,
    secrets: processor.secrets,
    collector: collectorFrom(process.env),
    dataDir: dataDirFrom(values.data),
    concurrency: concurrencyFrom(values.concurrency, values.inspect),
    inspection: values.inspect ? inspectionFrom(process.env) : undefined,
    seed: values.seed,
    emit,
    onEngineExit(message) {
      emit({ event: 'failed', message });
      console.error(message);
      process.exit(1);
    },
  }).catch(async (error: unknown) => {
    const known = (await portRefusal(error)) ?? error;
    emit({ event: 'failed', message: messageOf(known) });
    throw known;
  });
  const watcher = watchSources(root, watched, (file) => reload(environment, file, emit));
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
  const stop = onStopSignal((reason) => {
    emit({ event: 'stopping', reason });
    void command(async () => {
      keys?.close();
      watcher.close();
      await environment.stop();
      emit({ event: 'stopped' });
      process.exit(0);
    });
  });
  end = () => stop('nobody reads the output');
  emit({
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
  // Now, because after a kill -9 the next start would find an empty cache.
  flushCompileCache();
}

function dataDirFrom(directory: string | undefined): string | undefined {
  if (directory !== undefined && process.env.DYNAMODB_ENDPOINT) {
    throw new CommandRefusal(
      '--data works with the embedded engine only: unset DYNAMODB_ENDPOINT, or leave out --data.',
    );
  }
  return directory;
}

async function reload(environment: Environment, file: string, emit: EmitEvent): Promise<void> {
  const before = performance.now();
  emit({ event: 'change', file });
  try {
    await environment.reload(file);
    emit({
      event: 'reloaded',
      routes: routesOf(environment),
      ms: Math.round(performance.now() - before),
    });
  } catch (error) {
    emit({ event: 'reload-failed', message: messageOf(error) });
  }
}

const routesOf = (environment: Environment): readonly RouteDefinition[] =>
  environment.app().apis.find(({ name }) => name === apiName(environment.app().stage))?.routes ?? [];
