import type { ApiDefinition, RouteDefinition } from '../template/app-definition.ts';
import { type Router, routerFor } from './gateway-router.ts';
import { tokenBucket } from './token-bucket.ts';

/** One API as it is served, until its templates are read again. */
export type LiveApi = Readonly<{
  definition: ApiDefinition;
  route: Router;
  /** Counts a request; false when it is one too many. Limits are each method's own. */
  admit(route: RouteDefinition): boolean;
}>;

export function liveApi(definition: ApiDefinition): LiveApi {
  const { throttle } = definition;
  const buckets = new Map(definition.routes.map((route) => [route, throttle ? tokenBucket(throttle) : () => true]));
  return { definition, route: routerFor([definition]), admit: (route) => buckets.get(route)?.() ?? true };
}
