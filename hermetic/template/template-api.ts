import type { Declaration } from './declaration.ts';
import type { DeclaredApi, DeclaredFunction, DeclaredRoute } from './declared.ts';
import { apiAddress, functionArn } from './physical.ts';
import { gatewayResponseFrom } from './template-gateway-response.ts';

export type ApiParts = Readonly<{
  resources: readonly Declaration[];
  methods: readonly Declaration[];
  stages: readonly Declaration[];
  gatewayResponses: readonly Declaration[];
  functions: readonly DeclaredFunction[];
}>;

/** The REST API that an AWS::ApiGateway::RestApi and the resources around it declare. */
export function apiFrom(api: Declaration, parts: ApiParts): DeclaredApi {
  const belongs = (one: Declaration) => one.required('RestApiId') === api.ref();
  const [stage] = parts.stages.filter(belongs);
  if (stage === undefined) throw api.error('it has no stage; keep RestApi deploying itself.');
  const resources = parts.resources.filter(belongs);
  const pathOf = pathsOf(api, resources);
  return {
    logicalId: api.logicalId,
    name: api.required('Name'),
    stage: stage.required('StageName'),
    address: apiAddress(api.ref(), stage.required('StageName')),
    binaryMediaTypes: api.optional('BinaryMediaTypes') ?? [],
    routes: parts.methods.filter(belongs).map((method): DeclaredRoute => {
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

function throttleOf(stage: Declaration): DeclaredApi['throttle'] {
  const settings = stage.optional<readonly MethodSetting[]>('MethodSettings') ?? [];
  const throttling = settings.filter(({ ThrottlingRateLimit }) => ThrottlingRateLimit !== undefined);
  const special = throttling.find(({ HttpMethod, ResourcePath }) => HttpMethod !== '*' || ResourcePath !== '/*');
  if (special) throw stage.error(`limits of ${special.HttpMethod} ${special.ResourcePath} alone do not run here.`);
  const [all] = throttling;
  if (all?.ThrottlingRateLimit === undefined) return undefined;
  const { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst = perSecond } = all;
  return { perSecond, burst };
}

/** Gives the path of a resource id: resources name their parents, up to the API's root. */
function pathsOf(api: Declaration, resources: readonly Declaration[]) {
  const byId = new Map(resources.map((resource) => [resource.ref(), resource]));
  const root = api.attribute('RootResourceId');
  const pathOf = (resourceId: string): string => {
    if (resourceId === root) return '';
    const resource = byId.get(resourceId);
    if (!resource) throw api.error(`a method or resource is below ${resourceId}, which is not its.`);
    return `${pathOf(resource.required('ParentId'))}/${resource.required('PathPart')}`;
  };
  return pathOf;
}

function functionOf(method: Declaration, functions: readonly DeclaredFunction[]): DeclaredFunction {
  const { Type, Uri } = method.required<{ Type: string; Uri?: string }>('Integration');
  if (Type !== 'AWS_PROXY') {
    throw method.error(`integration type ${Type} does not run here, only AWS_PROXY does.`);
  }
  const target = functions.find(({ name }) => Uri?.endsWith(`/${functionArn(name)}/invocations`));
  if (!target) throw method.error(`no function of the templates is behind ${Uri}.`);
  return target;
}
