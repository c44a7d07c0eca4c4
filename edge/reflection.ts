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
import { served } from './services.ts';

/** The two versions differ in nothing but their package. */
type Question = (v1.ServerReflectionRequest | v1alpha.ServerReflectionRequest)['messageRequest'];

/**
 * gRPC server reflection, by which tools find out what is served without having the protos.
 * https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export function reflection(router: ConnectRouter): void {
  router.service(v1.ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { ...envelope(request), messageResponse: answer(request.messageRequest) };
    },
  });
  router.service(v1alpha.ServerReflection, {
    async *serverReflectionInfo(requests) {
      for await (const request of requests)
        yield { ...envelope(request), messageResponse: answer(request.messageRequest) };
    },
  });
}

const envelope = <R extends Readonly<{ host: string }>>(request: R) => ({
  validHost: request.host,
  originalRequest: request,
});

/** No service imports the details of our errors, so a client that decodes them asks for them by name. */
const described = [...served.map(({ file }) => file), errorDetails];
const files = new Map(described.flatMap(withImports).map((file) => [file.proto.name, file]));
const symbols = new Map([...files.values()].flatMap((file) => symbolsOf(file).map((symbol) => [symbol, file])));

function answer(question: Question) {
  switch (question.case) {
    case 'listServices': {
      const service = served.map(({ typeName: name }) => ({ name }));
      return { case: 'listServicesResponse', value: { service } } as const;
    }
    case 'fileByFilename':
      return fileAnswer(files.get(question.value), `there is no file "${question.value}"`);
    case 'fileContainingSymbol':
      return fileAnswer(symbols.get(question.value), `there is no symbol "${question.value}"`);
    case 'allExtensionNumbersOfType':
      if (!symbols.has(question.value)) return refused(Code.NotFound, `there is no type "${question.value}"`);
      return { case: 'allExtensionNumbersResponse', value: { baseTypeName: question.value } } as const;
    case 'fileContainingExtension':
      return refused(Code.NotFound, 'nothing here has extensions');
    case undefined:
      return refused(Code.InvalidArgument, 'the request asks for nothing');
  }
}

/** A file goes out with all that it imports, so that one answer is enough to read it. */
function fileAnswer(file: DescFile | undefined, otherwise: string) {
  if (file === undefined) return refused(Code.NotFound, otherwise);
  const fileDescriptorProto = withImports(file).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } } as const;
}

const refused = (errorCode: Code, errorMessage: string) =>
  ({ case: 'errorResponse', value: { errorCode, errorMessage } }) as const;

/** Itself first, each file once. */
function withImports(file: DescFile): DescFile[] {
  return [...new Set([file, ...file.dependencies.flatMap(withImports)])];
}

/** The full names of all that a file declares. */
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
      // The values of an enum belong to what it is declared in.
      return type.values.map(({ name }) => type.typeName.replace(/[^.]+$/, name));
    case 'extension':
      return [];
  }
}
