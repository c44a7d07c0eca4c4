import type { Socket } from 'node:net';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';

export type RawClient = Disposable &
  Readonly<{ call(path: string, message: Buffer, signal?: AbortSignal): Promise<RawCalled> }>;
type RawCalled = Readonly<{ code: string; message: string; bytes: number }>;

/** Sends any bytes as the message of any method, by native gRPC. */
export function rawClient(address: string, channel: Readonly<Record<string, number>> = {}): RawClient {
  const client = new Client(address, credentials.createInsecure(), channel);
  const same = (bytes: Buffer) => bytes;
  return {
    call: (path, message, signal) =>
      new Promise((resolve) => {
        const done = (error: ServiceError | null, answer?: Buffer) =>
          resolve({
            code: status[error?.code ?? status.OK] ?? '',
            message: error?.details ?? '',
            bytes: answer?.length ?? 0,
          });
        const call = client.makeUnaryRequest(path, same, same, message, new Metadata(), done);
        signal?.addEventListener('abort', () => call.cancel());
      }),
    [Symbol.dispose]: () => client.close(),
  };
}

/** The frame of a gRPC message, with a length that need not be its own. */
export function frame(message: Buffer, { length = message.length, zipped = false } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(zipped ? 1 : 0, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** Resolves when a connection is over, in whatever way. */
export const closed = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) =>
    socket
      .on('error', () => undefined)
      .once('close', resolve)
      .resume(),
  );
