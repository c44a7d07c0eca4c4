import { join } from 'node:path';
import { type App, Tags } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import packageJson from '../package.json' with { type: 'json' };
import { alarmOptionsFrom } from './alarm-options.ts';
import { ApiRedeployment } from './api-redeployment.ts';
import { ApiStack } from './api-stack.ts';
import { backupFrom } from './backup-options.ts';
import { BackupStack } from './backup-stack.ts';
import { bundle, type Source } from './bundle.ts';
import { CanaryStack } from './canary-stack.ts';
import { buildEdgeImage } from './edge-image.ts';
import { edgeOptionsFrom } from './edge-options.ts';
import { EdgeStack } from './edge-stack.ts';
import { functionStackNames, functionStackOf } from './function-stacks.ts';
import { FunctionsStack } from './functions-stack.ts';
import { githubRepositoryFrom } from './github-options.ts';
import { GithubStack } from './github-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { refuseMisspelledOptions } from './option-names.ts';
import { boundRoles } from './permissions-boundary.ts';
import { requestorRoutes } from './requestor.ts';
import { RequestorStack } from './requestor-stack.ts';
import { routesOf } from './routes.ts';
import { serviceUrlsFrom } from './service-urls.ts';
import { stageFrom } from './stage.ts';
import { StorageStack } from './storage-stack.ts';
import { stubRoutes } from './stubs.ts';
import { StubsStack } from './stubs-stack.ts';
import type { TableName } from './table-definitions.ts';
import { tracingModules } from './tracing-options.ts';
import { workers } from './workers.ts';
import { WorkersStack } from './workers-stack.ts';

/** Adds all stacks of one stage to the app. `bundleFunctions` writes the code of each function to a folder. */
export async function addPaymentService(app: App, bundleFunctions: typeof bundle = bundle): Promise<void> {
  refuseMisspelledOptions(app.node);
  const stage = stageFrom(app.node);
  const named = (stack: string) => ({ stackName: `payment-service-${stage.name}-${stack}` });
  const hasStubs = stage.kind !== 'kept';
  // The requestor mock signs its calls, which an API with auth=api-key would reject. The same goes for the gRPC edge. Neither
  // runs in a VPC, so they cannot reach a private API.
  const hasRequestor = hasStubs && stage.auth !== 'api-key' && stage.security.vpcEndpoints.length === 0;
  const functions: readonly (Source & { asksProcessor?: true; putsEvents?: true })[] = [
    ...routesOf(stage),
    ...workers,
    ...(hasStubs ? stubRoutes : []),
    ...(hasRequestor ? requestorRoutes : []),
  ];
  const sources = functions.map(({ folder, name, asksProcessor, putsEvents }) => {
    const bus = putsEvents && stage.eventBus !== undefined ? ['eventbridge'] : [];
    return { folder, name, providers: [...(asksProcessor ? stage.processor.adapters : bus), ...tracingModules(stage)] };
  });
  const bundles = await bundleFunctions(sources, join(app.outdir, 'functions'));
  const common = { stage, bundles, version: packageJson.version };
  const storage = new StorageStack(app, 'Storage', {
    ...named('storage'),
    stage,
    terminationProtection: stage.kind === 'kept',
  });
  const stubs = hasStubs ? new StubsStack(app, 'Stubs', { ...named('stubs'), shared: common }) : undefined;
  const services = serviceUrlsFrom(app.node, stubs?.urls ?? {});
  const tables: Readonly<Record<TableName, Table>> = storage.tables;
  const shared = { ...common, tables, services };
  const { api } = new ApiStack(app, 'Api', { ...named('api'), stage });
  const canary = stage.hasCanary ? new CanaryStack(app, 'Canary', { ...named('canary'), stage }) : undefined;
  for (const [id, routes] of Map.groupBy(routesOf(stage), functionStackOf)) {
    const stack = new FunctionsStack(app, id, { ...named(functionStackNames[id]), shared, api, routes, canary });
    // The first of them that is deployed, so before any function of a route that is gone. Emulators serve no stage's snapshot.
    if (id === 'EventFunctions' && stage.emulatorUrl === undefined) {
      new ApiRedeployment(stack, 'Redeployment', { api, stage });
    }
  }
  new WorkersStack(app, 'Workers', { ...named('workers'), shared });
  if (hasRequestor) {
    new RequestorStack(app, 'Requestor', { ...named('requestor'), shared: common, paymentApi: api });
  }
  const alarms = stage.kind === 'local' ? undefined : alarmOptionsFrom(app.node, stage);
  const edge = edgeOptionsFrom(app.node, stage);
  if (edge !== undefined) {
    const image = await buildEdgeImage(join(app.outdir, 'edge'));
    new EdgeStack(app, 'Edge', { ...named('edge'), ...edge, stage, api, image, alarms });
  }
  const repository = githubRepositoryFrom(app.node, stage);
  if (repository !== undefined) new GithubStack(app, 'Github', { ...named('github'), stage, repository });
  if (alarms !== undefined) {
    new ObservabilityStack(app, 'Observability', { ...named('observability'), ...alarms, stage });
    const backup = backupFrom(app.node, stage.kind);
    if (backup !== undefined) new BackupStack(app, 'Backup', { ...named('backup'), ...backup, stage, alarms });
  }
  boundRoles(app, stage);
  Tags.of(app).add('payment-service:stage', stage.name);
}
