import type { ApiDefinition, RouteDefinition } from '../template/app-definition.ts';
import { type Router, routerFor } from './gateway-router.ts';
import { tokenBucket } from './token-bucket.ts';

/** An API that is being served, until the next reload. */
export type LiveApi = Readonly<{
  definition: ApiDefinition;
  route: Router;
  /** Counts a request; false if the method's limit is exceeded. */
  admit(route: RouteDefinition): boolean;
}>;

export function liveApi(definition: ApiDefinition): LiveApi {
  const buckets = new Map(
    definition.routes.map((route) => {
      const throttle = route.throttle ?? definition.throttle;
      return [route, throttle ? tokenBucket(throttle) : () => true];
    }),
  );
  return { definition, route: routerFor([definition]), admit: (route) => buckets.get(route)?.() ?? true };
}
