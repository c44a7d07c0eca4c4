import { Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ApiDomain } from './api-domain.ts';
import { ApiKey } from './api-key.ts';
import { apiName } from './api-name.ts';
import { accessTo } from './auth.ts';
import { CallerPolicies } from './caller-policies.ts';
import { Canary } from './canary.ts';
import { Endpoint } from './endpoint.ts';
import { Firewall } from './firewall.ts';
import { keepExported } from './kept-exports.ts';
import { isOpen, routesOf } from './routes.ts';
import { ServiceApi } from './service-api.ts';
import type { SharedFunctionProps } from './service-function.ts';

export type ApiStackProps = StackProps & Readonly<{ shared: SharedFunctionProps }>;

/** The API and its functions. Holds no data: it can be deployed, changed and destroyed without touching a payment. */
export class ApiStack extends Stack {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { shared, ...props }: ApiStackProps) {
    super(scope, id, props);
    const { stage } = shared;
    const routes = routesOf(stage);
    this.api = new ServiceApi(this, 'Api', {
      name: apiName(stage.name),
      stage,
      limit: stage.rateLimit,
      routes,
      vpcEndpoints: stage.security.vpcEndpoints,
    });
    keepExported(this.api);
    if (stage.security.hasFirewall) new Firewall(this, 'Firewall', { api: this.api, stage });
    if (stage.domain !== undefined) new ApiDomain(this, 'Domain', { api: this.api, domain: stage.domain });
    const canary = stage.hasCanary ? new Canary(this, 'Canary', { stage }) : undefined;
    for (const route of routes) {
      const access = accessTo(stage, isOpen(route, stage));
      new Endpoint(this, route, { api: this.api, access, canary: route.asksProcessor && canary }, shared);
    }
    if (stage.auth === 'iam') new CallerPolicies(this, 'Callers', { api: this.api, stage });
    if (stage.auth === 'api-key') new ApiKey(this, 'Key', { api: this.api, stage });
  }
}
