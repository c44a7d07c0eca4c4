import { resolve } from 'node:path';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { region } from '../template/physical-ids.ts';

/**
 * The complete environment of a function: its template's variables, those that Lambda reserves, and `more`, which takes
 * precedence over the template. Nothing is inherited from this process.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function lambdaVariables(
  definition: FunctionDefinition,
  more: Readonly<Record<string, string>>,
  logStreamName: string,
): Record<string, string> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'test',
    ...definition.environment,
    ...more,
    _HANDLER: definition.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: definition.loggingFormat,
    ...(definition.applicationLogLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: definition.applicationLogLevel }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    LAMBDA_TASK_ROOT: resolve(definition.codeDir),
    // Node needs it for cryptography on Windows.
    ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}),
  };
}
