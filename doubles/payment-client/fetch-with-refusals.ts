import { Code, ConnectError } from '@connectrpc/connect';
import { codeFromHttpStatus, codeFromString } from '@connectrpc/connect/protocol-connect';

/** `x-amzn-ErrorType` values of 403 responses that mean "unauthenticated" rather than "permission denied". */
const unauthenticated = new Set([
  'MissingAuthenticationTokenException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'ExpiredTokenException',
  'UnrecognizedClientException',
]);

/** HTTP statuses with a more precise code than Connect's default mapping (https://connectrpc.com/docs/protocol/#http-to-error-code). */
const sharper: Readonly<Record<number, Code>> = {
  // API Gateway cannot read the request, or its URL or headers are too long.
  400: Code.InvalidArgument,
  408: Code.DeadlineExceeded,
  413: Code.ResourceExhausted,
  414: Code.InvalidArgument,
  429: Code.ResourceExhausted,
  431: Code.InvalidArgument,
  // Functions answer in Connect, so a bare 500 is API Gateway's: above all, Lambda had no execution left for the call.
  500: Code.Unavailable,
  504: Code.DeadlineExceeded,
};

const unreachable = 'the payment API cannot be reached';
const unanswered =
  'the payment API gave no answer, and it is not known whether the call was carried out: send it again with the same key, or look its payment up if it had none';

/** Errors of the name look-up and of the connection, before anything of the request was sent. */
const unsent: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'],
]);

/** `fetch` wraps the error of the socket. */
const isUnsent = (error: unknown): boolean =>
  error instanceof Error && (('code' in error && unsent.has(error.code)) || isUnsent(error.cause));

/**
 * `fetch` that converts API Gateway errors and network failures to ConnectErrors. Left to itself, Connect would map only
 * the HTTP status, and its message would reveal the host and port of an unreachable API.
 */
export function fetchWithRefusals(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const { response, bytes } = await exchanged(() => send(input, init)).catch((cause: unknown) => {
      if (init?.signal?.aborted) throw cause;
      throw new ConnectError(isUnsent(cause) ? unreachable : unanswered, Code.Unavailable, undefined, undefined, cause);
    });
    if (response.ok) return new Response(bytes, response);
    const text = new TextDecoder().decode(bytes);
    const body = membersOf(text);
    // A Connect error body: leave it to Connect.
    if (codeFromString(body.code ?? '') !== undefined) return new Response(text, response);
    throw refusal(response, body);
  };
}

/** With the body: an answer that breaks off within it is none. */
async function exchanged(send: () => Promise<Response>) {
  const response = await send();
  return { response, bytes: await response.arrayBuffer() };
}

function refusal({ status, headers }: Response, { detail, code, request_id }: Members): ConnectError {
  const metadata = new Headers(headers);
  if (code !== undefined) metadata.set('x-error-code', code);
  if (request_id !== undefined) metadata.set('x-request-id', request_id);
  return new ConnectError(detail ?? `the payment API responded with HTTP ${status}`, codeOf(status, headers), metadata);
}

function codeOf(status: number, headers: Headers): Code {
  // Some regions append a URL: "InvalidSignatureException:http://internal.amazon.com/…".
  const [errorType = ''] = (headers.get('x-amzn-errortype') ?? '').split(':');
  if (status === 403 && unauthenticated.has(errorType)) return Code.Unauthenticated;
  return sharper[status] ?? codeFromHttpStatus(status);
}

type Members = Readonly<Partial<Record<'code' | 'detail' | 'request_id', string>>>;

const plain = /^[\x20-\x7e]{1,500}$/;

/** Plain-text members of our problem objects (lib/gateway-responses.ts). Empty for any other body. */
function membersOf(text: string): Members {
  const body: unknown = parsed(text);
  if (typeof body !== 'object' || body === null) return {};
  const known = ['code', 'detail', 'request_id'];
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => known.includes(name) && plain.test(String(value))),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
