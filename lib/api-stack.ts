import { Stack, type StackProps } from 'aws-cdk-lib';
import { EndpointType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { Endpoint } from './endpoint.ts';
import { routes } from './routes.ts';
import type { Stage } from './stage.ts';
import type { Tables } from './tables.ts';

export type ApiStackProps = StackProps &
  Readonly<{ stage: Stage; tables: Tables; bundles: Record<string, string>; version: string }>;

/** The API and its functions: may be deployed, changed and destroyed without touching a payment. */
export class ApiStack extends Stack {
  constructor(scope: Construct, id: string, { stage, tables, bundles, version, ...props }: ApiStackProps) {
    super(scope, id, props);
    const api = new RestApi(this, 'Api', {
      restApiName: `payment-service-${stage.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      // Bodies reach the function as the bytes that were sent, so that it alone judges their encoding.
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: false,
      deployOptions: { stageName: stage.name },
    });
    for (const route of routes) {
      const bundle = bundles[route.name];
      if (bundle === undefined) throw new Error(`no bundle was made for ${route.name}`);
      new Endpoint(this, { route, stage, api, tables, bundle, version });
    }
  }
}
