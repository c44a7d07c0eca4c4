/** Hosts that no one but this machine or its container network can be: the only ones that may do without TLS. */
const nearby = /^(127(\.\d+){3}|\[::1\]|[a-z\d_-]+)$/;

/**
 * The address of another service, as it stands in the environment variable of that name, without a slash at its end.
 * https, because what it answers decides about money; plain http to this machine and to names without a dot, which
 * only a container network knows. Anything else is an error at the cold start, not at the first request.
 */
export function serviceUrl(variable: string, text: string): string {
  const url = URL.parse(text);
  if (url === null) throw new Error(`${variable} is not a URL`);
  const { protocol, username, password, search, hash, hostname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error(`${variable} must begin with https:// or http://`);
  if (protocol === 'http:' && !nearby.test(hostname)) throw new Error(`${variable} must begin with https://`);
  if (username || password) throw new Error(`${variable} must not hold credentials`);
  if (search || hash) throw new Error(`${variable} must not hold a query or a fragment`);
  return url.href.replace(/\/+$/, '');
}
