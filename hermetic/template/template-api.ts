import type { ApiDefinition, FunctionDefinition, RouteDefinition } from './app-definition.ts';
import { apiAddress, functionArn } from './physical-ids.ts';
import { gatewayResponseFrom } from './template-gateway-response.ts';
import type { TemplateResource } from './template-resource.ts';

export type ApiParts = Readonly<{
  resources: readonly TemplateResource[];
  methods: readonly TemplateResource[];
  stages: readonly TemplateResource[];
  gatewayResponses: readonly TemplateResource[];
  functions: readonly FunctionDefinition[];
}>;

/** Reads an AWS::ApiGateway::RestApi with its resources, methods, stage and gateway responses. */
export function apiFrom(api: TemplateResource, parts: ApiParts): ApiDefinition {
  const belongs = (one: TemplateResource) => one.required('RestApiId') === api.ref();
  const [stage] = parts.stages.filter(belongs);
  if (stage === undefined) throw api.error('it has no stage: keep the `deploy` option of RestApi.');
  const resources = parts.resources.filter(belongs);
  const pathOf = pathsOf(api, resources);
  return {
    logicalId: api.logicalId,
    name: api.required('Name'),
    stage: stage.required('StageName'),
    address: apiAddress(api.ref(), stage.required('StageName')),
    binaryMediaTypes: api.optional('BinaryMediaTypes') ?? [],
    routes: parts.methods.filter(belongs).map((method): RouteDefinition => {
      const resourceId = method.required<string>('ResourceId');
      return {
        method: method.required('HttpMethod'),
        path: pathOf(resourceId) || '/',
        resourceId,
        functionLogicalId: functionOf(method, parts.functions).logicalId,
      };
    }),
    throttle: throttleOf(stage),
    gatewayResponses: new Map(parts.gatewayResponses.filter(belongs).map(gatewayResponseFrom)),
  };
}

type MethodSetting = Readonly<{
  HttpMethod?: string;
  ResourcePath?: string;
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}>;

function throttleOf(stage: TemplateResource): ApiDefinition['throttle'] {
  const settings = stage.optional<readonly MethodSetting[]>('MethodSettings') ?? [];
  const throttling = settings.filter(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined);
  const special = throttling.find(({ HttpMethod, ResourcePath }) => HttpMethod !== '*' || ResourcePath !== '/*');
  if (special) {
    throw stage.error(`limits for ${special.HttpMethod} ${special.ResourcePath} alone are not supported.`);
  }
  const [all] = throttling;
  if (all?.ThrottlingRateLimit === undefined) return undefined;
  const { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst = perSecond } = all;
  return { perSecond, burst };
}

/** Returns a function from a resource id to its path: resources name their parents, up to the API's root. */
function pathsOf(api: TemplateResource, resources: readonly TemplateResource[]) {
  const byId = new Map(resources.map((resource) => [resource.ref(), resource]));
  const root = api.attribute('RootResourceId');
  const pathOf = (resourceId: string): string => {
    if (resourceId === root) return '';
    const resource = byId.get(resourceId);
    if (!resource) throw api.error(`a method or resource has the parent ${resourceId}, which is not part of the API.`);
    return `${pathOf(resource.required('ParentId'))}/${resource.required('PathPart')}`;
  };
  return pathOf;
}

function functionOf(method: TemplateResource, functions: readonly FunctionDefinition[]): FunctionDefinition {
  const { Type, Uri } = method.required<{ Type: string; Uri?: string }>('Integration');
  if (Type !== 'AWS_PROXY') {
    throw method.error(`integration type ${Type} is not supported, only AWS_PROXY.`);
  }
  const target = functions.find(({ name }) => Uri?.endsWith(`/${functionArn(name)}/invocations`));
  if (!target) throw method.error(`${Uri} is no function of the templates.`);
  return target;
}
