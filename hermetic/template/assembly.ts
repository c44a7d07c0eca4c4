import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Stack = Readonly<{ name: string; template: Template }>;

type Template = Readonly<{
  Resources: Readonly<Record<string, Resource>>;
  Outputs?: Readonly<Record<string, Output>>;
}>;

export type Resource = Readonly<{
  Type: string;
  Properties?: Readonly<Record<string, unknown>>;
  Metadata?: Readonly<Record<string, unknown>>;
  Condition?: string;
}>;

type Output = Readonly<{ Value: unknown; Export?: Readonly<{ Name: unknown }> }>;

type Manifest = Readonly<{
  artifacts: Readonly<Record<string, Readonly<{ type: string; properties?: StackProperties }>>>;
}>;

type StackProperties = Readonly<{ templateFile: string; stackName?: string }>;

/** Reads every stack of a cloud assembly, the output of `cdk synth`. */
export function readAssembly(directory: string): readonly Stack[] {
  const { artifacts } = readJson<Manifest>(join(directory, 'manifest.json'));
  return Object.entries(artifacts).flatMap(([id, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties !== undefined
      ? [
          {
            name: properties.stackName ?? id,
            template: readJson<Template>(join(directory, properties.templateFile)),
          },
        ]
      : [],
  );
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
