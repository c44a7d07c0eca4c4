import type { ApiDefinition, FunctionDefinition, RouteDefinition, Throttle } from './app-definition.ts';
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

/** Properties of an API, a stage and a method that would change which requests reach a function, or what it gets or answers. */
const unsupported = {
  api: ['Body', 'BodyS3Location', 'CloneFrom', 'MinimumCompressionSize'],
  stage: ['Variables', 'CacheClusterEnabled', 'CanarySetting'],
  method: ['RequestValidatorId'],
} as const;

/** Longest time that API Gateway waits for a function, which is also its default. */
const integrationTimeoutMs = 29_000;

/** Reads an AWS::ApiGateway::RestApi with its resources, methods, stage and gateway responses. */
export function apiFrom(api: TemplateResource, parts: ApiParts): ApiDefinition {
  const belongs = (one: TemplateResource) => one.required('RestApiId') === api.ref();
  const [stage] = parts.stages.filter(belongs);
  if (stage === undefined) throw api.error('it has no stage: keep the `deploy` option of RestApi.');
  api.refuse(unsupported.api);
  stage.refuse(unsupported.stage);
  const resources = parts.resources.filter(belongs);
  const pathOf = pathsOf(api, resources);
  const methods = parts.methods.filter(belongs);
  requireKnownLimits(
    stage,
    methods.map((method) => [method.required('HttpMethod'), pathOf(method.required('ResourceId')) || '/']),
  );
  return {
    logicalId: api.logicalId,
    name: api.required('Name'),
    stage: stage.required('StageName'),
    address: apiAddress(api.ref(), stage.required('StageName')),
    binaryMediaTypes: api.optional('BinaryMediaTypes') ?? [],
    routes: methods.map((method): RouteDefinition => {
      const resourceId = method.required<string>('ResourceId');
      const [httpMethod, path] = [method.required<string>('HttpMethod'), pathOf(resourceId) || '/'];
      const throttle = throttleOf(stage, httpMethod, path);
      return {
        method: httpMethod,
        path,
        ...(throttle && { throttle }),
        resourceId,
        functionLogicalId: functionOf(method, parts.functions).logicalId,
      };
    }),
    isTraced: stage.optional('TracingEnabled') === true,
    throttle: throttleOf(stage, '*', '/*'),
    gatewayResponses: new Map(parts.gatewayResponses.filter(belongs).map(gatewayResponseFrom)),
  };
}

type MethodSetting = Readonly<{
  HttpMethod?: string;
  ResourcePath?: string;
  ThrottlingRateLimit?: number;
  ThrottlingBurstLimit?: number;
}>;

/** A limit of something else than the stage or one of its methods (`*` of a path) would be ignored without a word. */
function requireKnownLimits(
  stage: TemplateResource,
  methods: readonly (readonly [method: string, path: string])[],
): void {
  const known = [['*', '/*'], ...methods];
  for (const { HttpMethod, ResourcePath = '', ThrottlingRateLimit } of settingsOf(stage)) {
    if (ThrottlingRateLimit === undefined) continue;
    if (known.some(([method, path]) => method === HttpMethod && path === pathIn(ResourcePath))) continue;
    throw stage.error(`limits for ${HttpMethod} ${ResourcePath} are not supported.`);
  }
}

const settingsOf = (stage: TemplateResource) => stage.optional<readonly MethodSetting[]>('MethodSettings') ?? [];

/** The limit that a stage sets for a method of a path; `*` and `/*` stand for all. */
function throttleOf(stage: TemplateResource, method: string, path: string): Throttle | undefined {
  const found = settingsOf(stage).find(
    ({ HttpMethod, ResourcePath = '', ThrottlingRateLimit }) =>
      ThrottlingRateLimit !== undefined && HttpMethod === method && pathIn(ResourcePath) === path,
  );
  if (found?.ThrottlingRateLimit === undefined) return undefined;
  const { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst = perSecond } = found;
  return { perSecond, burst };
}

/**
 * Slashes of a path are written as `~1` there (https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html).
 * CDK writes the leading slash as well.
 */
const pathIn = (resourcePath: string): string => resourcePath.replace(/^\/?~1/, '/').replaceAll('~1', '/');

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

type Integration = Readonly<{ Type: string; Uri?: string; TimeoutInMillis?: number }>;

function functionOf(method: TemplateResource, functions: readonly FunctionDefinition[]): FunctionDefinition {
  method.refuse(unsupported.method);
  const { Type, Uri, TimeoutInMillis = integrationTimeoutMs } = method.required<Integration>('Integration');
  if (Type !== 'AWS_PROXY') {
    throw method.error(`integration type ${Type} is not supported, only AWS_PROXY.`);
  }
  if (TimeoutInMillis !== integrationTimeoutMs) {
    throw method.error(`TimeoutInMillis ${TimeoutInMillis} is not supported, only ${integrationTimeoutMs}.`);
  }
  const [, called] = /\/functions\/([^/]+)\/invocations$/.exec(Uri ?? '') ?? [];
  // An ARN may end with the name of an alias.
  const target = functions.find(
    ({ name }) => called === functionArn(name) || called?.startsWith(`${functionArn(name)}:`),
  );
  if (!target) throw method.error(`${Uri} is no function of the templates.`);
  return target;
}
