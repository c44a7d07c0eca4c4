import type { Resource, Stack } from './assembly.ts';
import type { Resolve } from './intrinsics.ts';

/** One resource of a template. Intrinsics are resolved when a property is read. */
export type TemplateResource = Readonly<{
  logicalId: string;
  type: string;
  /** Folder of its file asset. */
  assetPath: string | undefined;
  optional<T>(property: string): T | undefined;
  /** Like `optional`, but throws if the property is absent. */
  required<T>(property: string): T;
  /** Throws if it has one of these properties, which cannot be run, other than as false. */
  refuse(properties: readonly string[]): void;
  /** Its `Ref`. */
  ref(): string;
  /** Its `Fn::GetAtt`. */
  attribute(name: string): string;
  /** An error that names this resource and its stack. */
  error(problem: string): Error;
}>;

export function templateResource(
  logicalId: string,
  resource: Resource,
  stack: Stack,
  resolve: Resolve,
): TemplateResource {
  const error = (problem: string) => new Error(`${stack.name}/${logicalId} (${resource.Type}): ${problem}`);
  if (resource.Condition !== undefined) {
    throw error(`it has the Condition ${resource.Condition}: conditions are not supported.`);
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
    refuse(properties: readonly string[]) {
      for (const property of properties) {
        if (![undefined, false].includes(optional(property))) throw error(`${property} is not supported.`);
      }
    },
    ref: () => String(read({ Ref: logicalId }, 'Ref')),
    attribute: (name) => String(read({ 'Fn::GetAtt': [logicalId, name] }, name)),
    error,
  };
}
