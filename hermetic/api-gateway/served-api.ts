import type { DeclaredApi, DeclaredRoute } from '../template/declared.ts';
import { type Router, routerFor } from './gateway-router.ts';
import { tokenBucket } from './token-bucket.ts';

/** One API as it is served, until its templates are read again. */
export type ServedApi = Readonly<{
  declared: DeclaredApi;
  route: Router;
  /** Counts a request; false when it is one too many. Limits are each method's own. */
  admit(route: DeclaredRoute): boolean;
}>;

export function servedApi(declared: DeclaredApi): ServedApi {
  const { throttle } = declared;
  const buckets = new Map(declared.routes.map((route) => [route, throttle ? tokenBucket(throttle) : () => true]));
  return { declared, route: routerFor([declared]), admit: (route) => buckets.get(route)?.() ?? true };
}
