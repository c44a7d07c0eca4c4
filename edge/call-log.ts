import { Code, ConnectError, type Interceptor } from '@connectrpc/connect';
import { pathOf } from './served-services.ts';

/** Log entry of a unary call. It contains nothing a client sent except the method. */
export type CallRecord = Readonly<{ method: string; code: string; ms: number; requestId: string | undefined }>;

/** Logs every unary call once it has been answered. */
export function callLog(log: (record: CallRecord) => void): Interceptor {
  return (next) => async (request) => {
    if (request.stream) return next(request);
    const startedAt = performance.now();
    const record = (code: string, metadata: Headers) => {
      const requestId = metadata.get('x-request-id') ?? undefined;
      log({ method: pathOf(request.method), code, ms: Math.round(performance.now() - startedAt), requestId });
    };
    try {
      const response = await next(request);
      record('OK', response.header);
      return response;
    } catch (error) {
      const { code, metadata } = ConnectError.from(error, Code.Internal);
      record(nameOf(code), metadata);
      throw error;
    }
  };
}

/** The gRPC name of a code, such as NOT_FOUND. Connect spells CANCELLED with one L. */
const nameOf = (code: Code): string =>
  code === Code.Canceled ? 'CANCELLED' : Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
