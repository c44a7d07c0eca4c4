import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import { functionName } from './function-name.ts';
import { requestorRoutes } from './requestor.ts';
import { routes } from './routes.ts';
import { stubRoutes } from './stubs.ts';
import { workers } from './workers.ts';

/** Lambda's limit: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const longestFunctionName = 64;

/** Every function of any stage, so that a stage's name does not become too long by an option that adds a function. */
const longest = [...routes, ...workers, ...stubRoutes, ...requestorRoutes]
  .map(({ name }) => name)
  .reduce((longer, name) => (name.length > longer.length ? name : longer));

/** Function names are the first to exceed a limit: test/lib/stage-name.test.ts checks the names of everything else. */
export const longestStageName = longestFunctionName - functionName('', longest).length;

const allowed = /^[a-z][a-z0-9-]*$/;

/** The stage's name from `-c stage=…`; `sandbox` if there is none. */
export function stageNameFrom(node: Node): string {
  const name = String(node.tryGetContext('stage') ?? 'sandbox');
  if (!allowed.test(name)) {
    throw new ContextError(
      `stage "${name}" must be lower-case letters, digits and dashes, and begin with a letter: cdk deploy -c stage=sandbox`,
    );
  }
  if (name.length > longestStageName) {
    throw new ContextError(
      `stage "${name}" has ${name.length} characters and may have ${longestStageName} at most: Lambda takes function ` +
        `names of up to ${longestFunctionName}, such as ${functionName('<stage>', longest)}`,
    );
  }
  return name;
}
