import { stacksFor } from './synth.ts';

/** A stack as far as other stacks depend on it: the value of each export, and the names that it imports. */
export type Linked = Readonly<{ name: string; exports: ReadonlyMap<string, string>; imports: ReadonlySet<string> }>;

/** The stacks that a context deploys, in the order of their deployment. */
export async function linkedStacks(context: Readonly<Record<string, unknown>>): Promise<readonly Linked[]> {
  const stacks = await stacksFor(context);
  return stacks.map(({ name, template }) => ({
    name,
    exports: new Map(exportsOf((template.Outputs ?? {}) as Outputs)),
    imports: new Set(importsIn(template)),
  }));
}

type Outputs = Readonly<Record<string, Readonly<{ Value: unknown; Export?: Readonly<{ Name: string }> }>>>;

const exportsOf = (outputs: Outputs): [name: string, value: string][] =>
  Object.values(outputs).flatMap(({ Value, Export }) =>
    Export === undefined ? [] : [[Export.Name, JSON.stringify(Value)]],
  );

function importsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Fn::ImportValue' ? [String(inner)] : importsIn(inner),
  );
}

/**
 * Changes that CloudFormation refuses while `next` is deployed over `deployed`, stack by stack. Stacks that `next` lacks stay
 * deployed, as `cdk deploy --all` leaves them. An export that a deployed stack imports can be neither removed nor changed:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
 */
export function refusalsOf(deployed: readonly Linked[], next: readonly Linked[]): string[] {
  const stacks = new Map(deployed.map((stack) => [stack.name, stack]));
  return next.flatMap((stack) => {
    const before = stacks.get(stack.name)?.exports ?? new Map<string, string>();
    const others = [...stacks.values()].filter(({ name }) => name !== stack.name);
    const missing = [...stack.imports].filter((name) => !others.some(({ exports }) => exports.has(name)));
    const inUse = [...before].flatMap(([name, value]) => {
      const users = others.filter(({ imports }) => imports.has(name)).map((user) => user.name);
      return users.length === 0 || stack.exports.get(name) === value
        ? []
        : [`${stack.name} must keep ${name}, which ${users.join()} imports`];
    });
    stacks.set(stack.name, stack);
    return [...missing.map((name) => `${stack.name} imports ${name}, which no stack exports`), ...inUse];
  });
}
