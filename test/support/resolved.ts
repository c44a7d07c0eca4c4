import type { Resource, Stack } from '../../hermetic/template/assembly.ts';
import { resolverFor } from '../../hermetic/template/intrinsics.ts';
import type { Templates } from './synth.ts';

/** The stacks of a stage, as the hermetic environment reads them. */
export const stacksOf = (templates: Templates): readonly Stack[] =>
  Object.entries(templates).flatMap(([name, template]) =>
    template === undefined ? [] : [{ name, template: template.toJSON() as Stack['template'] }],
  );

export type Resolved = Readonly<{ stack: string; logicalId: string; type: string; properties: Properties }>;
// biome-ignore lint/suspicious/noExplicitAny: whatever a template has
type Properties = Readonly<Record<string, any>>;

/** Resources of some types in all stacks, every intrinsic in them resolved: two ARNs are the same or they are not. */
export function resolvedOf(templates: Templates, ...types: readonly string[]): readonly Resolved[] {
  const stacks = stacksOf(templates);
  const resolve = resolverFor(stacks);
  return stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, { Type }]) => types.includes(Type))
      .map(([logicalId, { Type, Properties = {} }]: [string, Resource]) => ({
        stack: stack.name,
        logicalId,
        type: Type,
        properties: resolve(Properties, { stack, logicalId, property: 'Properties' }) as Properties,
      })),
  );
}
