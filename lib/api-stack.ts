import { Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { ApiDomain } from './api-domain.ts';
import { ApiKey } from './api-key.ts';
import { addMethods } from './api-methods.ts';
import { apiName } from './api-name.ts';
import { accessTo } from './auth.ts';
import { CallerPolicies } from './caller-policies.ts';
import { Firewall } from './firewall.ts';
import { keepExported } from './kept-exports.ts';
import { isOpen, routesOf } from './routes.ts';
import { ServiceApi } from './service-api.ts';
import type { Stage } from './stage.ts';

export type ApiStackProps = StackProps & Readonly<{ stage: Stage }>;

/** The API. Its functions are in stacks of their own (lib/functions-stack.ts), which it calls by name. */
export class ApiStack extends Stack {
  readonly api: RestApi;

  constructor(scope: Construct, id: string, { stage, ...props }: ApiStackProps) {
    super(scope, id, props);
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
    for (const route of routes) addMethods(this.api, route, { access: accessTo(stage, isOpen(route, stage)), stage });
    if (stage.auth === 'iam') new CallerPolicies(this, 'Callers', { api: this.api, stage });
    if (stage.auth === 'api-key') new ApiKey(this, 'Key', { api: this.api, stage });
  }
}
