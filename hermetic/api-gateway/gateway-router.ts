import type { ApiDefinition, RouteDefinition } from '../template/app-definition.ts';

export type RouteMatch = Readonly<{
  api: ApiDefinition;
  route: RouteDefinition;
  /** Percent-encoded, as REST APIs pass them: https://github.com/aws/aws-sam-cli/issues/771 */
  pathParameters: Readonly<Record<string, string>> | null;
}>;

export type Router = (method: string, path: string) => RouteMatch | undefined;

type GatewayResource = Readonly<{
  api: ApiDefinition;
  segments: readonly string[];
  methods: ReadonlyMap<string, RouteDefinition>;
}>;

/**
 * Finds the route for a method and a percent-encoded path. The path selects the resource, then the method selects the
 * route. Segment by segment, a literal beats `{param}`, which beats `{proxy+}`. One trailing slash makes no difference.
 */
export function routerFor(apis: readonly ApiDefinition[]): Router {
  const resources = apis.flatMap(resourcesOf).sort(bySpecificity);
  return (method, path) => {
    if (!path.startsWith('/')) return undefined;
    const asked = segmentsOf(path);
    for (const { api, segments, methods } of resources) {
      const parameters = matchSegments(segments, asked);
      if (parameters === undefined) continue;
      const route = methods.get(method) ?? methods.get('ANY');
      const pathParameters = parameters.length === 0 ? null : Object.fromEntries(parameters);
      return route && { api, route, pathParameters };
    }
    return undefined;
  };
}

function resourcesOf(api: ApiDefinition): readonly GatewayResource[] {
  return [...Map.groupBy(api.routes, ({ path }) => path)].map(([path, routes]) => ({
    api,
    segments: segmentsOf(path),
    methods: new Map(routes.map((route) => [route.method, route])),
  }));
}

function segmentsOf(path: string): readonly string[] {
  const withoutLastSlash = path.endsWith('/') ? path.slice(0, -1) : path;
  return withoutLastSlash.split('/').slice(1);
}

function matchSegments(segments: readonly string[], asked: readonly string[]): [string, string][] | undefined {
  const parameters: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const value = asked[index];
    if (value === undefined) return undefined;
    if (isGreedy(segment)) {
      return [...parameters, [segment.slice(1, -2), asked.slice(index).join('/')]];
    }
    if (isParameter(segment) && value !== '') parameters.push([segment.slice(1, -1), value]);
    else if (segment !== value) return undefined;
  }
  return segments.length === asked.length ? parameters : undefined;
}

const isGreedy = (segment: string) => segment.startsWith('{') && segment.endsWith('+}');
const isParameter = (segment: string) => segment.startsWith('{') && segment.endsWith('}');
const rank = (segment: string) => (isGreedy(segment) ? 2 : isParameter(segment) ? 1 : 0);

function bySpecificity(one: GatewayResource, other: GatewayResource): number {
  for (const [index, segment] of one.segments.entries()) {
    const against = other.segments[index];
    if (against === undefined) return -1;
    const difference = rank(segment) - rank(against);
    if (difference !== 0) return difference;
  }
  return one.segments.length - other.segments.length;
}
