import type { Resource, Stack } from './assembly.ts';
import type { Resolve } from './intrinsics.ts';

/** One resource of a template, whose properties are resolved when they are read. */
export type TemplateResource = Readonly<{
  logicalId: string;
  type: string;
  /** Folder of the file asset that its metadata names. */
  assetPath: string | undefined;
  optional<T>(property: string): T | undefined;
  /** As `optional`, but its absence is an error. */
  required<T>(property: string): T;
  /** What `Ref` gives for it. */
  ref(): string;
  /** What `Fn::GetAtt` gives for it. */
  attribute(name: string): string;
  /** An error about this resource, with its stack and id. */
  error(problem: string): Error;
}>;

/** The declaration of one resource of a stack. */
export function templateResource(
  logicalId: string,
  resource: Resource,
  stack: Stack,
  resolve: Resolve,
): TemplateResource {
  const error = (problem: string) => new Error(`${stack.name}/${logicalId} (${resource.Type}): ${problem}`);
  if (resource.Condition !== undefined) {
    throw error(`it depends on Condition ${resource.Condition}, which is not evaluated here.`);
  }
  const read = (value: unknown, property: string) => resolve(value, { stack, logicalId, property });
  const optional = <T>(property: string) => read(resource.Properties?.[property], property) as T | undefined;
  const asset = resource.Metadata?.['aws:asset:path'];
  return {
    logicalId,
    type: resource.Type,
    assetPath: typeof asset === 'string' ? asset : undefined,
    optional,
    required<T>(property: string) {
      const value = optional<T>(property);
      if (value === undefined) throw error(`it has no ${property}.`);
      return value;
    },
    ref: () => String(read({ Ref: logicalId }, 'Ref')),
    attribute: (name) => String(read({ 'Fn::GetAtt': [logicalId, name] }, name)),
    error,
  };
}
