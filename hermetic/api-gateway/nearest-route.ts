import { nearest } from '../process/nearest.ts';
import type { ApiDefinition, RouteDefinition } from '../template/app-definition.ts';
import { routerFor } from './gateway-router.ts';

/** The route that is most similar to an unmatched request, as `METHOD /path`. */
export function nearestRoute(api: ApiDefinition, method: string, path: string): string | undefined {
  const { routes } = api;
  const otherMethods = methodsAt(api, path);
  if (otherMethods.length > 0) return `${otherMethods.join(' or ')} ${path}`;
  const sameMethod = routes.filter((route) => route.method === method);
  const found = nearestByPath(path, sameMethod) ?? nearestByPath(path, routes);
  return found === undefined ? undefined : `${found.method} ${found.path}`;
}

function methodsAt(api: ApiDefinition, path: string): readonly string[] {
  const route = routerFor([api]);
  return [...new Set(api.routes.map(({ method }) => method))].filter((method) => route(method, path) !== undefined);
}

/** Fills the parameters of each route with the request's segments, so that ids do not count as typos. */
function nearestByPath(path: string, routes: readonly RouteDefinition[]): RouteDefinition | undefined {
  const shapes = new Map(routes.map((route) => [withIdsOf(path, route), route]));
  const shape = nearest(path, [...shapes.keys()]);
  return shape === undefined ? undefined : shapes.get(shape);
}

function withIdsOf(path: string, route: RouteDefinition): string {
  const sent = path.split('/');
  const segments = route.path
    .split('/')
    .map((segment, at) => (segment.startsWith('{') ? (sent[at] ?? segment) : segment));
  return segments.join('/');
}
