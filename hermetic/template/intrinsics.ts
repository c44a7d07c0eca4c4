import type { Resource, Stack } from './assembly.ts';
import { physicalIds, pseudoParameters } from './physical-ids.ts';

/** Where a value is in the templates, for error messages. */
type ValueLocation = Readonly<{ stack: Stack; logicalId: string; property: string }>;

class UnresolvedError extends Error {
  constructor(expression: string, { stack, logicalId, property }: ValueLocation) {
    super(
      `${expression} cannot be resolved on this machine: ${stack.name}/${logicalId}, property ${property}. ` +
        'Avoid it in the template, or add it to hermetic/template/intrinsics.ts.',
    );
  }
}

export type Resolve = (value: unknown, place: ValueLocation) => unknown;

/** Returns a function that resolves every intrinsic inside a template value. Throws if it does not know one. */
export function resolverFor(stacks: readonly Stack[]): Resolve {
  const intrinsics: Readonly<Record<string, Resolve>> = {
    Ref: (argument, place) => reference(String(argument), place),
    'Fn::GetAtt': (argument, place) => {
      const [logicalId = '', ...attribute] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split('.');
      return attributeOf(logicalId, attribute.join('.'), place);
    },
    'Fn::Join': (argument, place) => {
      const [separator, parts] = resolve(argument, place) as [string, unknown[]];
      return parts.map(String).join(separator);
    },
    'Fn::Sub': (argument, place) => {
      const [text, own] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, object];
      const variables = resolve(own, place) as Record<string, unknown>;
      return text.replace(/\$\{(!?)([^}]+)\}/g, (whole, literal: string, name: string) => {
        if (literal) return whole.replace('!', '');
        if (name in variables) return String(variables[name]);
        const [logicalId = '', ...attribute] = name.split('.');
        return attribute.length === 0 ? reference(name, place) : attributeOf(logicalId, attribute.join('.'), place);
      });
    },
    'Fn::ImportValue': (argument, place) => {
      const name = resolve(argument, place);
      for (const stack of stacks) {
        for (const [id, { Value, Export }] of Object.entries(stack.template.Outputs ?? {})) {
          const output = { stack, logicalId: id, property: 'Outputs' };
          if (Export && resolve(Export.Name, output) === name) return resolve(Value, output);
        }
      }
      throw new UnresolvedError(`Fn::ImportValue ${String(name)}, which no stack exports,`, place);
    },
    // CDK emits this with `@aws-cdk/core:defaultCrossStackReferences: weak`.
    'Fn::GetStackOutput': (argument, place) => {
      const { StackName, OutputName } = resolve(argument, place) as {
        StackName: string;
        OutputName: string;
      };
      const stack = stacks.find(({ name }) => name === StackName);
      const output = stack?.template.Outputs?.[OutputName];
      if (!stack || !output) throw new UnresolvedError(`Fn::GetStackOutput ${StackName}.${OutputName}`, place);
      return resolve(output.Value, { stack, logicalId: OutputName, property: 'Outputs' });
    },
  };

  function resolve(value: unknown, place: ValueLocation): unknown {
    if (Array.isArray(value)) return value.map((item) => resolve(item, place));
    if (typeof value !== 'object' || value === null) return value;
    const [first, ...others] = Object.entries(value);
    if (first && others.length === 0 && /^(Ref|Condition|Fn::.*)$/.test(first[0])) {
      const intrinsic = intrinsics[first[0]];
      if (intrinsic === undefined) throw new UnresolvedError(first[0], place);
      return intrinsic(first[1], place);
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        resolve(inner, { ...place, property: `${place.property}.${name}` }),
      ]),
    );
  }

  function reference(name: string, place: ValueLocation): string {
    if (name === 'AWS::StackName') return place.stack.name;
    const pseudo = pseudoParameters[name];
    if (pseudo !== undefined) return pseudo;
    const target = targetOf(name, place);
    const known = target && physicalIds[target.Type];
    if (!known) throw new UnresolvedError(`Ref ${name}${typeOf(target)}`, place);
    return known.ref(placed(name, known.nameProperty, target, place));
  }

  function attributeOf(logicalId: string, attribute: string, place: ValueLocation): string {
    const target = targetOf(logicalId, place);
    const known = target && physicalIds[target.Type];
    const read = known?.attributes?.[attribute];
    if (!target || !read) throw new UnresolvedError(`Fn::GetAtt ${logicalId}.${attribute}${typeOf(target)}`, place);
    return read(placed(logicalId, known?.nameProperty, target, place));
  }

  function placed(logicalId: string, nameProperty: string | undefined, target: Resource, { stack }: ValueLocation) {
    const given = nameProperty && target.Properties?.[nameProperty];
    const name = given ? String(resolve(given, { stack, logicalId, property: nameProperty })) : undefined;
    return { logicalId, stackName: stack.name, name };
  }

  return resolve;
}

const targetOf = (logicalId: string, { stack }: ValueLocation) => stack.template.Resources[logicalId];

const typeOf = (target: Resource | undefined) => (target ? ` (${target.Type})` : '');
