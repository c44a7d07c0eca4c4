import type { Template } from 'aws-cdk-lib/assertions';

export type Statement = Readonly<{ Effect: string; Action: string | string[]; Resource: unknown }>;

/** The properties of resources that tests look at. */
export type Resource = Readonly<{
  Type: string;
  Properties: Readonly<{
    FunctionName?: string;
    Timeout?: number;
    MemorySize?: number;
    Environment?: Readonly<{ Variables: Readonly<Record<string, unknown>> }>;
    Role?: Readonly<{ 'Fn::GetAtt': readonly [string, string] }>;
    Roles?: readonly Readonly<{ Ref: string }>[];
    PolicyDocument?: Readonly<{ Statement: readonly Statement[] }>;
  }>;
}>;

export const resourcesOf = (template: Template, type: string): readonly Resource[] =>
  Object.values(template.findResources(type)) as Resource[];

/** A function of stage `sandbox` by its name in the table of routes, workers or stubs. */
export function functionOf(template: Template, name: string): Resource {
  const wanted = `payment-service-sandbox-${name}`;
  const functions = resourcesOf(template, 'AWS::Lambda::Function');
  const found = functions.find(({ Properties }) => Properties.FunctionName === wanted);
  if (!found) throw new Error(`no function ${wanted}`);
  return found;
}

/** All that its role allows it. */
export function statementsOf(template: Template, name: string): readonly Statement[] {
  const role = functionOf(template, name).Properties.Role?.['Fn::GetAtt'][0];
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => Properties.Roles?.some(({ Ref }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument?.Statement ?? []);
}

export const actionsOf = (template: Template, name: string): readonly string[] =>
  statementsOf(template, name)
    .flatMap(({ Action }) => Action)
    .sort();

/** Its variables besides those of every function. */
export function environmentOf(template: Template, name: string): Readonly<Record<string, unknown>> {
  const variables = Object.entries(functionOf(template, name).Properties.Environment?.Variables ?? {});
  return Object.fromEntries(variables.filter(([variable]) => /_(TABLE|URL)$/.test(variable)));
}

export const typesOf = (template: Template): readonly string[] => {
  const resources = Object.values(template.toJSON().Resources as Record<string, Resource>);
  return [...new Set(resources.map(({ Type }) => Type))].sort();
};
