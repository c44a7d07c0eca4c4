/** A template, as far as it is counted. */
export type CountedTemplate = Readonly<{
  Resources?: Readonly<Record<string, Readonly<{ Type: string }>>>;
  Outputs?: object;
  Parameters?: object;
}>;

type Limit = Readonly<{ most: number; count: (template: CountedTemplate) => number }>;

const countOf = (section: object | undefined): number => Object.keys(section ?? {}).length;

/**
 * Limits of a template, and of the API in it. A stack has to stay below half of each, so that a release can double it:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const stackLimits: Readonly<Record<string, Limit>> = {
  resources: { most: 500, count: ({ Resources }) => countOf(Resources) },
  outputs: { most: 200, count: ({ Outputs }) => countOf(Outputs) },
  parameters: { most: 200, count: ({ Parameters }) => countOf(Parameters) },
  // As the CDK writes it to a file.
  'bytes of the template': {
    most: 1_000_000,
    count: (template) => Buffer.byteLength(JSON.stringify(template, null, 1)),
  },
  'resources of an API': {
    most: 300,
    count: ({ Resources = {} }) =>
      Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Resource').length,
  },
};

/** Every limit of which a stack reaches half, such as `Api: 250 of 500 resources`. */
export const largeStacks = (
  stacks: readonly Readonly<{ id: string; template: CountedTemplate }>[],
): readonly string[] =>
  stacks.flatMap(({ id, template }) =>
    Object.entries(stackLimits).flatMap(([name, { most, count }]) => {
      const found = count(template);
      return 2 * found < most ? [] : [`${id}: ${found} of ${most} ${name}`];
    }),
  );
