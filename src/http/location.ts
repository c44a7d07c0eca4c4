import type { Request } from './request.ts';

/**
 * The Location of what a request created (RFC 9110 §10.2.2). It is relative to the request's path, because a stage or a
 * domain puts a prefix in front of the path that no function sees.
 */
export const locationFrom = ({ path }: Pick<Request, 'path'>, target: string): string =>
  '../'.repeat(Math.max(0, path.split('/').length - 2)) + target;
