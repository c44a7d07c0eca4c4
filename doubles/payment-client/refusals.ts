import { Code, ConnectError } from '@connectrpc/connect';
import { codeFromHttpStatus, codeFromString } from '@connectrpc/connect/protocol-connect';

/** `x-amzn-ErrorType` of a 403 that is about who asks, and not about what they may do. */
const unauthenticated = new Set([
  'MissingAuthenticationTokenException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'ExpiredTokenException',
  'UnrecognizedClientException',
]);

/** Where the HTTP status says more than Connect reads from it (https://connectrpc.com/docs/protocol/#http-to-error-code). */
const sharper: Readonly<Record<number, Code>> = {
  408: Code.DeadlineExceeded,
  413: Code.ResourceExhausted,
  429: Code.ResourceExhausted,
  500: Code.Internal,
  504: Code.DeadlineExceeded,
};

/**
 * `fetch` that throws what API Gateway refuses by itself, and what does not come through at all, as the ConnectError
 * that it stands for: Connect would go by the HTTP status alone, and would name host and port of what it cannot reach.
 */
export function fetchWithRefusals(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init).catch((cause: unknown) => {
      if (init?.signal?.aborted) throw cause;
      throw new ConnectError('the payment API cannot be reached', Code.Unavailable, undefined, undefined, cause);
    });
    if (response.ok) return response;
    const text = await response.text();
    const body = membersOf(text);
    // An error that Connect wrote is Connect's to read.
    if (codeFromString(body.code ?? '') !== undefined) return new Response(text, response);
    throw refusal(response, body);
  };
}

function refusal({ status, headers }: Response, { detail, code, request_id }: Members): ConnectError {
  const metadata = new Headers(headers);
  if (code !== undefined) metadata.set('x-error-code', code);
  if (request_id !== undefined) metadata.set('x-request-id', request_id);
  return new ConnectError(detail ?? `the payment API answered with HTTP ${status}`, codeOf(status, headers), metadata);
}

function codeOf(status: number, headers: Headers): Code {
  // "InvalidSignatureException:http://internal.amazon.com/…" in some regions.
  const [errorType = ''] = (headers.get('x-amzn-errortype') ?? '').split(':');
  if (status === 403 && unauthenticated.has(errorType)) return Code.Unauthenticated;
  return sharper[status] ?? codeFromHttpStatus(status);
}

type Members = Readonly<Partial<Record<'code' | 'detail' | 'request_id', string>>>;

const plain = /^[\x20-\x7e]{1,500}$/;

/** Members of our problem objects (lib/gateway-responses.ts) that are plain text; none of what is something else. */
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
