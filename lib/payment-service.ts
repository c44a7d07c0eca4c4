import { join } from 'node:path';
import { type App, Tags } from 'aws-cdk-lib';
import packageJson from '../package.json' with { type: 'json' };
import { ApiStack } from './api-stack.ts';
import { bundle } from './bundle.ts';
import { routes } from './routes.ts';
import { stageFrom } from './stage.ts';
import { StorageStack } from './storage-stack.ts';

/** Adds one stage of the whole service to the app. `bundleRoutes` makes a folder of code for each route. */
export async function paymentService(app: App, bundleRoutes: typeof bundle = bundle): Promise<void> {
  const stage = stageFrom(app.node);
  const bundles = await bundleRoutes(routes, join(app.outdir, 'functions'));
  const storage = new StorageStack(app, 'Storage', {
    stackName: `payment-service-${stage.name}-storage`,
    stage,
    terminationProtection: stage.kind === 'kept',
  });
  new ApiStack(app, 'Api', {
    stackName: `payment-service-${stage.name}-api`,
    stage,
    tables: storage.tables,
    bundles,
    version: packageJson.version,
  });
  Tags.of(app).add('payment-service:stage', stage.name);
}
