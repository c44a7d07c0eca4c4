import type { Authorize, HttpRequest } from './attempt.ts';

export type Credentials = Readonly<{
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}>;

export type SigV4Options = Readonly<{
  region: string;
  /** `execute-api`, if left out. */
  service?: string;
  /** A function is called for every attempt, so that temporary credentials may be renewed. */
  credentials: Credentials | (() => Promise<Credentials>);
  /** Milliseconds since the epoch. */
  now?: () => number;
}>;

/**
 * Signs requests with AWS Signature Version 4, as API Gateway with IAM asks for. Uses WebCrypto. Follows the clock of AWS once a
 * signature was refused for its time.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function sigV4({ region, service = 'execute-api', credentials, now = Date.now }: SigV4Options): Authorize {
  let clockOffsetMs = 0;

  async function authorize(request: HttpRequest): Promise<Readonly<Record<string, string>>> {
    const { accessKeyId, secretAccessKey, sessionToken } =
      typeof credentials === 'function' ? await credentials() : credentials;
    const date = new Date(now() + clockOffsetMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const added = { 'x-amz-date': date, ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }) };
    const { text, signedHeaders } = await canonicalRequest(request, added);
    const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`;
    const toSign = ['AWS4-HMAC-SHA256', date, scope, await sha256(text)].join('\n');
    let key: Uint8Array<ArrayBuffer> = utf8(`AWS4${secretAccessKey}`);
    for (const part of [...scope.split('/'), toSign]) key = await hmac(key, part);
    const credential = `Credential=${accessKeyId}/${scope}`;
    return {
      ...added,
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signedHeaders}, Signature=${hex(key)}`,
    };
  }

  return Object.assign(authorize, {
    correctClock(body: string, date: string | null): boolean {
      const serverNow = Date.parse(date ?? '');
      if (!refusedForItsTime.test(body) || Number.isNaN(serverNow)) return false;
      clockOffsetMs = serverNow - now();
      return true;
    },
  });
}

/** As services of AWS word it. A signature that is wrong otherwise has another message, though the same error code. */
const refusedForItsTime = /RequestTimeTooSkewed|Signature (expired|not yet current)/;

/** Signs the host and every header of ours that no proxy changes. */
async function canonicalRequest(request: HttpRequest, added: Readonly<Record<string, string>>) {
  const { host, pathname, searchParams } = new URL(request.url);
  const headers = Object.entries({ ...request.headers, ...added, host })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const)
    .filter(([name]) => name !== 'user-agent')
    .toSorted(([one], [other]) => byCodeUnits(one, other));
  const query = [...searchParams]
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .toSorted(byCodeUnits)
    .join('&');
  const signedHeaders = headers.map(([name]) => name).join(';');
  const text = [
    request.method,
    // Escaped a second time: every service but S3 does so.
    pathname.split('/').map(escaped).join('/'),
    query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    await sha256(request.body ?? ''),
  ].join('\n');
  return { text, signedHeaders };
}

const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : 1);

/** RFC 3986. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const sha256 = async (text: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))));

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)));
}
