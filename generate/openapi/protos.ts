import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  createFileRegistry,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescService,
  fromBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const root = join(import.meta.dirname, '..', '..');

/** The services of the protos with their comments, which the generated code does not have. */
export async function paymentServices(): Promise<readonly DescService[]> {
  const buf = join(root, 'node_modules', '.bin', 'buf');
  const built = await promisify(execFile)(buf, ['build', '-o', '-'], { cwd: root, encoding: 'buffer' });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, built.stdout));
  return ['payment.v1.PaymentService', 'payments.v1.PaymentService'].map((name) => {
    const service = registry.getService(name);
    if (service === undefined) throw new Error(`the protos have no service ${name}`);
    return service;
  });
}

/** The comment above a service, method, message or field, with its lines joined to paragraphs. */
export function commentOf(desc: DescService | DescMethod | DescMessage | DescField): string {
  const path = pathOf(desc).join();
  const file = desc.kind === 'rpc' || desc.kind === 'field' ? desc.parent.file : desc.file;
  const location = file.proto.sourceCodeInfo?.location.find((one) => one.path.join() === path);
  return (location?.leadingComments ?? '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n\n');
}

/** Source location path of a declaration: field numbers and indexes in google.protobuf.FileDescriptorProto. */
function pathOf(desc: DescService | DescMethod | DescMessage | DescField): number[] {
  switch (desc.kind) {
    case 'message':
      return [4, desc.file.messages.indexOf(desc)];
    case 'service':
      return [6, desc.file.services.indexOf(desc)];
    case 'field':
      return [...pathOf(desc.parent), 2, desc.parent.fields.indexOf(desc)];
    case 'rpc':
      return [...pathOf(desc.parent), 2, desc.parent.methods.indexOf(desc)];
  }
}
