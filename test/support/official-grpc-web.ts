import { createRequire } from 'node:module';
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';

const require = createRequire(import.meta.url);

type Failed = Readonly<{ code: number; message: string; metadata?: Readonly<Record<string, string>> }>;
type Client = Readonly<{
  rpcCall: (
    url: string,
    message: unknown,
    metadata: Readonly<Record<string, string>>,
    method: unknown,
    done: (error: Failed | null, answer: never) => void,
  ) => void;
}>;

/** Google's own gRPC-Web runtime: it wants a browser's XMLHttpRequest, which it finds in the global scope. */
export function officialGrpcWeb(origin: string, format: 'binary' | 'text') {
  Object.assign(globalThis, { XMLHttpRequest: require('xhr2') });
  const grpcWeb = require('grpc-web');
  const client: Client = new grpcWeb.GrpcWebClientBase({ format });
  return <Input extends DescMessage, Output extends DescMessage>(
    path: string,
    [input, output]: readonly [Input, Output],
    message: MessageInitShape<Input>,
    metadata: Readonly<Record<string, string>> = {},
  ) => {
    const write = (sent: MessageInitShape<Input>) => toBinary(input, create(input, sent));
    const read = (bytes: Uint8Array) => fromBinary(output, bytes);
    const method = new grpcWeb.MethodDescriptor(path, grpcWeb.MethodType.UNARY, Object, Object, write, read);
    return new Promise<ReturnType<typeof read>>((resolve, reject) => {
      client.rpcCall(origin + path, message, metadata, method, (error, answer) =>
        error === null ? resolve(answer) : reject(error),
      );
    });
  };
}
