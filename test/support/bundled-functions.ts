import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Context } from 'aws-lambda';
import { functionEnvironment } from '../../hermetic/lambda/function-environment.ts';
import { lambdaVariables } from '../../hermetic/lambda/lambda-variables.ts';
import { withAddresses } from '../../hermetic/template/addresses.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { context } from './event.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * Runs functions of an environment in this process, from their bundles and with their variables. For suites that call each
 * function once: a process for each would take most of their time. One call at a time.
 */
export function bundledFunctions({ app, gateway, dynamodbEndpoint }: Environment) {
  const functions = [...withAddresses(app(), gateway.addresses).functions.values()];
  const require = createRequire(import.meta.url);
  const more = { ...functionEnvironment(dynamodbEndpoint), POWERTOOLS_LOG_LEVEL: 'SILENT' };
  return async (name: string, event: unknown): Promise<string> => {
    const definition = functions.find((one) => one.name.endsWith(`-local-${name}`));
    if (definition === undefined) throw new Error(`no function ${name}`);
    const { env } = process;
    // At the level of its template, it would print a line of log.
    process.env = lambdaVariables({ ...definition, applicationLogLevel: undefined }, more, 'bundled');
    try {
      const { handler }: { handler: Handler } = require(join(definition.codeDir, 'index.js'));
      return JSON.stringify(await handler(event, context));
    } finally {
      process.env = env;
    }
  };
}
