import type { Answered } from './call.ts';

/** In the order of their numbers. */
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

/** What an answer without a code of Connect stands for (https://connectrpc.com/docs/protocol#http-to-error-code). */
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

/** `NOT_FOUND (5)`: the gRPC code of an answer in the form of Connect. */
export function grpcCode({ status, text }: Pick<Answered, 'status' | 'text'>): string {
  const said = status === 200 ? 'OK' : codeIn(text).toUpperCase().replace('CANCELED', 'CANCELLED');
  const code = codes.includes(said) ? said : (codeOfStatus[status] ?? 'UNKNOWN');
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
