import { join } from 'node:path';
import type { FunctionDefinition } from './app-definition.ts';
import { functionArn } from './physical-ids.ts';
import type { TemplateResource } from './template-resource.ts';

/** What Lambda takes for what a template leaves out. */
const defaults = { timeoutSeconds: 3, memoryMb: 128, loggingFormat: 'Text' } as const;

/** The function that an AWS::Lambda::Function declares; its code is the asset that `cdk deploy` would upload. */
export function functionFrom(declaration: TemplateResource, directory: string): FunctionDefinition {
  if (declaration.assetPath === undefined) {
    throw declaration.error('its code is not a file asset; use Code.fromAsset.');
  }
  const environment = declaration.optional<{ Variables?: object }>('Environment');
  const logging = declaration.optional<{ LogFormat?: 'JSON' | 'Text'; ApplicationLogLevel?: string }>('LoggingConfig');
  return {
    logicalId: declaration.logicalId,
    name: declaration.ref(),
    codeDir: join(directory, declaration.assetPath),
    handler: declaration.required('Handler'),
    runtime: declaration.required('Runtime'),
    timeoutMs: 1000 * (declaration.optional<number>('Timeout') ?? defaults.timeoutSeconds),
    memoryMb: declaration.optional<number>('MemorySize') ?? defaults.memoryMb,
    environment: Object.fromEntries(
      Object.entries(environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    loggingFormat: logging?.LogFormat ?? defaults.loggingFormat,
    applicationLogLevel: logging?.ApplicationLogLevel,
  };
}

/** The function that a resource points at, by its name or its ARN. */
export function pointedAt(
  declaration: TemplateResource,
  target: string,
  functions: readonly FunctionDefinition[],
): FunctionDefinition {
  const found = functions.find(({ name }) => target === name || target === functionArn(name));
  if (found === undefined) throw declaration.error(`no function of the templates is behind ${target}.`);
  return found;
}
