import { methodsOf, type Route, type RouteMethods } from './routes.ts';

export type MethodPattern = Readonly<{ method: string; path: string }>;

// `…/sandbox/POST/v1/payments/*/refund`: the asterisk matches any path parameter, with or without a trailing slash.
// Other paths are listed with and without the trailing slash that older clients send: both reach the same route, and AWS
// does not document which form IAM evaluates.
export const patternsOf = (route: RouteMethods & Pick<Route, 'paths'>): readonly MethodPattern[] =>
  route.paths
    .map((path) => path.replaceAll(/\{[^}]+\}/g, '*'))
    .flatMap((path) => (path.endsWith('*') ? [path] : [path, `${path}/`]))
    .flatMap((path) => methodsOf(route).map((method) => ({ method, path })));
