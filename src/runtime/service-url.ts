/** Loopback addresses and names without a dot, which only a container network resolves. They may be called without TLS. */
const nearby = /^(127(\.\d+){3}|\[::1\]|[a-z\d_-]+)$/;

/**
 * Validates the address of another service from an environment variable and removes trailing slashes. It must be https,
 * because responses decide about money; http is allowed only to this machine and to container networks. Throws, so that
 * a wrong address fails the cold start and not the first request.
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
