import type { Request } from './request.ts';

/**
 * The Location of a created resource (RFC 9110 §10.2.2). It is relative to the request's path, because functions do not
 * see the prefix that an API Gateway stage or a custom domain adds.
 */
export const locationFrom = ({ path }: Pick<Request, 'path'>, target: string): string =>
  '../'.repeat(Math.max(0, path.split('/').length - 2)) + target;
