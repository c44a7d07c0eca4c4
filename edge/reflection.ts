import {
  type DescEnum,
  type DescExtension,
  type DescFile,
  type DescMessage,
  type DescService,
  toBinary,
} from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Code, type ConnectRouter } from '@connectrpc/connect';
import { file_google_rpc_error_details as errorDetails } from '../generated/proto/google/rpc/error_details_pb.ts';
import * as v1 from '../generated/proto/grpc/reflection/v1/reflection_pb.ts';
import * as v1alpha from '../generated/proto/grpc/reflection/v1alpha/reflection_pb.ts';
import { served } from './served-services.ts';

/** v1 and v1alpha differ only in their package. */
type ReflectionRequest = (v1.ServerReflectionRequest | v1alpha.ServerReflectionRequest)['messageRequest'];

/**
 * gRPC server reflection: tools discover the services without having the protos.
 * https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function reflection(router: ConnectRouter): void {
  router.service(v1.ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { ...envelope(request), messageResponse: respond(request.messageRequest) };
    },
  });
  router.service(v1alpha.ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { ...envelope(request), messageResponse: respond(request.messageRequest) };
    },
  });
}

const envelope = <R extends Readonly<{ host: string }>>(request: R) => ({
  validHost: request.host,
  originalRequest: request,
});

/** Includes the proto of our error details, which no service imports: clients request it by name to decode errors. */
const described = [...served.map(({ file }) => file), errorDetails];
const files = new Map(described.flatMap(withImports).map((file) => [file.proto.name, file]));
const symbols = new Map([...files.values()].flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file])));

function respond(request: ReflectionRequest) {
  switch (request.case) {
    case 'listServices': {
      const service = served.map(({ typeName: name }) => ({ name }));
      return { case: 'listServicesResponse', value: { service } } as const;
    }
    case 'fileByFilename':
      return fileResponse(files.get(request.value), `there is no file "${request.value}"`);
    case 'fileContainingSymbol':
      return fileResponse(symbols.get(request.value), `there is no symbol "${request.value}"`);
    case 'allExtensionNumbersOfType':
      if (!symbols.has(request.value)) return errorResponse(Code.NotFound, `there is no type "${request.value}"`);
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: request.value } } as const;
    case 'fileContainingExtension':
      return errorResponse(Code.NotFound, 'this server has no extensions');
    case undefined:
      return errorResponse(Code.InvalidArgument, 'the reflection request is empty');
  }
}

/** Sends a file with its transitive imports, so that one response is enough to decode it. */
function fileResponse(file: DescFile | undefined, notFound: string) {
  if (file === undefined) return errorResponse(Code.NotFound, notFound);
  const fileDescriptorProto = withImports(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } } as const;
}

const errorResponse = (errorCode: Code, errorMessage: string) =>
  ({ case: 'errorResponse', value: { errorCode, errorMessage } }) as const;

/** The file itself first, then its transitive imports without duplicates. */
function withImports(file: DescFile): DescFile[] {
  return [...new Set([file, ...file.dependencies.flatMap(withImports)])];
}

/** Full names of everything a file declares. */
function symbolsOf(file: DescFile): string[] {
  return [...nestedTypes(file)].flatMap((type) => [type.typeName, ...membersOf(type)]);
}

function membersOf(type: DescMessage | DescEnum | DescExtension | DescService): string[] {
  const within = (parts: readonly Readonly<{ name: string }>[]) => parts.map(({ name }) => `${type.typeName}.${name}`);
  switch (type.kind) {
    case 'message':
      return within([...type.fields, ...type.oneofs]);
    case 'service':
      return within(type.methods);
    case 'enum':
      // In protobuf, enum values are scoped to the parent of their enum.
      return type.values.map(({ name }) => type.typeName.replace(/[^.]+$/, name));
    case 'extension':
      return [];
  }
}
