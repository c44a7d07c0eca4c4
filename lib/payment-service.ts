import { join } from 'node:path';
import { type App, Tags } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import packageJson from '../package.json' with { type: 'json' };
import { alarmOptionsFrom } from './alarm-options.ts';
import { ApiStack } from './api-stack.ts';
import { BackupStack, backupFrom } from './backup-stack.ts';
import { bundle } from './bundle.ts';
import { edgeImage } from './edge-image.ts';
import { edgeOptionsFrom } from './edge-options.ts';
import { EdgeStack } from './edge-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { requestorRoutes } from './requestor.ts';
import { RequestorStack } from './requestor-stack.ts';
import { routesOf } from './routes.ts';
import { serviceUrlsFrom } from './services.ts';
import { stageFrom } from './stage.ts';
import { StorageStack } from './storage-stack.ts';
import { stubRoutes } from './stubs.ts';
import { StubsStack } from './stubs-stack.ts';
import type { TableName } from './table-definitions.ts';
import { workers } from './workers.ts';
import { WorkersStack } from './workers-stack.ts';

/** Adds one stage of the whole service to the app. `bundleFunctions` makes a folder of code for each function. */
export async function paymentService(app: App, bundleFunctions: typeof bundle = bundle): Promise<void> {
  const stage = stageFrom(app.node);
  const named = (stack: string) => ({ stackName: `payment-service-${stage.name}-${stack}` });
  const hasStubs = stage.kind !== 'kept';
  // It signs its calls, which an API that asks for a key takes for those of a stranger; so does the gRPC edge.
  const hasRequestor = hasStubs && stage.auth !== 'api-key';
  const functions = [
    ...routesOf(stage),
    ...workers,
    ...(hasStubs ? stubRoutes : []),
    ...(hasRequestor ? requestorRoutes : []),
  ];
  const bundles = await bundleFunctions(functions, join(app.outdir, 'functions'));
  const common = { stage, bundles, version: packageJson.version };
  const storage = new StorageStack(app, 'Storage', {
    ...named('storage'),
    stage,
    terminationProtection: stage.kind === 'kept',
  });
  const stubs = hasStubs ? new StubsStack(app, 'Stubs', { ...named('stubs'), surroundings: common }) : undefined;
  const services = serviceUrlsFrom(app.node, stubs?.urls ?? {});
  const tables: Readonly<Record<TableName, Table>> = storage.tables;
  const surroundings = { ...common, tables, services };
  const { api } = new ApiStack(app, 'Api', { ...named('api'), surroundings });
  new WorkersStack(app, 'Workers', { ...named('workers'), surroundings });
  if (hasRequestor) {
    new RequestorStack(app, 'Requestor', { ...named('requestor'), surroundings: common, paymentApi: api });
  }
  const edge = edgeOptionsFrom(app.node, stage);
  if (edge !== undefined) {
    const image = await edgeImage(join(app.outdir, 'edge'));
    new EdgeStack(app, 'Edge', { ...named('edge'), ...edge, stage, api, image });
  }
  if (stage.kind !== 'local') {
    const options = alarmOptionsFrom(app.node, stage);
    new ObservabilityStack(app, 'Observability', { ...named('observability'), ...options, stage });
    if (backupFrom(app.node)) new BackupStack(app, 'Backup', { ...named('backup'), stage });
  }
  Tags.of(app).add('payment-service:stage', stage.name);
}
