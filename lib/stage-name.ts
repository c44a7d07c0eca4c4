import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import { functionName } from './function-name.ts';
import { requestorRoutes } from './requestor.ts';
import { routes } from './routes.ts';
import { stubRoutes } from './stubs.ts';
import { workers } from './workers.ts';

/** Lambda's limit: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const longestFunctionName = 64;

/** The longest name among all functions of any stage, so no option that adds a function can make a stage name too long. */
const longest = [...routes, ...workers, ...stubRoutes, ...requestorRoutes]
  .map(({ name }) => name)
  .reduce((longer, name) => (name.length > longer.length ? name : longer));

/** Function names hit their limit first; test/lib/stage-name.soak.test.ts checks all other resource names. */
export const longestStageName = longestFunctionName - functionName('', longest).length;

const allowed = /^[a-z][a-z0-9-]*$/;

/** Reads `-c stage=…`. Default: `sandbox`. */
export function stageNameFrom(node: Node): string {
  const name = String(node.tryGetContext('stage') ?? 'sandbox');
  if (!allowed.test(name)) {
    throw new ContextError(
      `stage "${name}" must be lower-case letters, digits and dashes, and begin with a letter: cdk deploy -c stage=sandbox`,
    );
  }
  if (name.length > longestStageName) {
    throw new ContextError(
      `stage "${name}" has ${name.length} characters and may have ${longestStageName} at most: Lambda limits function ` +
        `names to ${longestFunctionName}, and one of them is ${functionName('<stage>', longest)}`,
    );
  }
  return name;
}
