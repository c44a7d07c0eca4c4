/** Path of the API that serves this page: empty locally, `/sandbox` on AWS. */
export const apiBase = location.pathname.replace(/\/console\/?$/, '');

/**
 * Every request has them. Web pages of other origins cannot send the second one: the local runtime and the operator's proxy
 * require it.
 */
const ownHeaders = { Accept: 'application/json', 'X-Payment-Service': 'console' };

export const requestInit = (method: string, headers: Readonly<Record<string, string>> = {}) =>
  ({ method, cache: 'no-store', headers: { ...ownHeaders, ...headers } }) as const;

export const urlOf = (path: string): string => new URL(apiBase + path, location.origin).href;
