import { stacksFor } from './synth.ts';

/** A stack as far as other stacks depend on it. */
export type Linked = Readonly<{
  name: string;
  /** The value of each export. */
  exports: ReadonlyMap<string, string>;
  /** Names of the exports that it imports. */
  imports: ReadonlySet<string>;
  /** Functions and aliases, such as `create-payment:live`, after the name of the stage. */
  functions: ReadonlySet<string>;
  /** Those that methods of its APIs call, whichever stack they are in. */
  calls: ReadonlySet<string>;
}>;

/** The stacks that a context deploys, in the order of their deployment. */
export async function linkedStacks(context: Readonly<Record<string, unknown>>): Promise<readonly Linked[]> {
  const stacks = await stacksFor(context);
  return stacks.map(({ name, template }) => ({
    name,
    exports: new Map(exportsOf((template.Outputs ?? {}) as Outputs)),
    imports: new Set(importsIn(template)),
    functions: new Set(functionsIn((template.Resources ?? {}) as Resources)),
    calls: new Set(
      [...JSON.stringify(template).matchAll(/:function:([\w:-]+)\/invocations/g)].map(([, called]) => String(called)),
    ),
  }));
}

type Resources = Readonly<
  Record<string, Readonly<{ Type: string; Properties?: Readonly<Record<string, string & Readonly<{ Ref: string }>>> }>>
>;

const functionsIn = (resources: Resources): string[] =>
  Object.values(resources).flatMap(({ Type, Properties: { FunctionName, Name } = {} }) => {
    if (Type === 'AWS::Lambda::Function') return [String(FunctionName)];
    const of = FunctionName && resources[FunctionName.Ref]?.Properties?.FunctionName;
    return Type === 'AWS::Lambda::Alias' ? [`${of}:${Name}`] : [];
  });

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

/**
 * Functions that the APIs of a deployed stage call in vain while `next` is deployed over it, stack by stack. They are called by
 * name, so CloudFormation would refuse none of this.
 */
export function brokenCalls(deployed: readonly Linked[], next: readonly Linked[]): string[] {
  const stacks = new Map(deployed.map((stack) => [stack.name, stack]));
  return next.flatMap((stack) => {
    stacks.set(stack.name, stack);
    const now = [...stacks.values()];
    return now
      .flatMap(({ calls }) => [...calls])
      .filter((called) => !now.some(({ functions }) => functions.has(called)))
      .map((called) => `once ${stack.name} is deployed, nothing is behind ${called}`);
  });
}
