import { fileSentence, isFileError } from './file-errors.ts';

/** Plain words for network errors, by Node's or undici's error code. */
const sentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  ENOTFOUND: 'its host name is not known',
  EAI_AGAIN: 'its host name is not known at the moment',
  ETIMEDOUT: 'it did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not answer in time',
  EHOSTUNREACH: 'it cannot be reached from here',
  ENETUNREACH: 'it cannot be reached from here',
  EADDRINUSE: 'the port is taken',
};

/** Describes a system error in plain words, without codes and system calls; undefined for other errors. */
export function systemSentence(error: Error): string | undefined {
  if (isFileError(error))
    return fileSentence(error, error.path ?? 'a file', error.syscall?.startsWith('mkd') ? 'write' : 'read');
  const own = 'code' in error ? sentences[String(error.code)] : undefined;
  const hasNoMessage = error.message === '' || error.message === 'fetch failed';
  return own ?? (hasNoMessage ? networkSentence(error) : undefined);
}

/** Describes why a connection failed. The code may be on the error, on its cause, or on one of an AggregateError. */
export function networkSentence(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const parts = error instanceof AggregateError ? error.errors : [];
  const own = 'code' in error ? sentences[String(error.code)] : undefined;
  return own ?? [...parts, error.cause].map(networkSentence).find((sentence) => sentence !== undefined);
}
