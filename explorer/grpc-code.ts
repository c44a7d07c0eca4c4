import type { ApiResponse } from './call.ts';

/** The index of a code is its number. */
const codes = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/** gRPC codes of responses without a Connect error body (https://connectrpc.com/docs/protocol#http-to-error-code). */
const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'INTERNAL',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'UNIMPLEMENTED',
  429: 'UNAVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
};

/** The gRPC code of a Connect response, such as `NOT_FOUND (5)`. */
export function grpcCode({ status, text }: Pick<ApiResponse, 'status' | 'text'>): string {
  const inBody = status === 200 ? 'OK' : codeIn(text).toUpperCase().replace('CANCELED', 'CANCELLED');
  const code = codes.includes(inBody) ? inBody : (codeOfStatus[status] ?? 'UNKNOWN');
  return `${code} (${codes.indexOf(code)})`;
}

function codeIn(text: string): string {
  try {
    const { code } = JSON.parse(text) as Readonly<{ code?: unknown }>;
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
