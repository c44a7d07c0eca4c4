import { join } from 'node:path';
import type { FunctionDefinition } from './app-definition.ts';
import { functionArn } from './physical-ids.ts';
import type { TemplateResource } from './template-resource.ts';

/** Lambda's defaults. */
const defaults = { timeoutSeconds: 3, memoryMb: 128, loggingFormat: 'Text' } as const;

/** Properties that would change which code runs, or how. */
const unsupported = ['Layers', 'FileSystemConfigs', 'ImageConfig', 'DurableConfig'] as const;

/** Reads an AWS::Lambda::Function. Its code is the asset that `cdk deploy` would upload. */
export function functionFrom(resource: TemplateResource, directory: string): FunctionDefinition {
  if (resource.assetPath === undefined) {
    throw resource.error('its code is not a file asset: use Code.fromAsset.');
  }
  resource.refuse(unsupported);
  const environment = resource.optional<{ Variables?: object }>('Environment');
  const logging = resource.optional<{ LogFormat?: 'JSON' | 'Text'; ApplicationLogLevel?: string }>('LoggingConfig');
  return {
    logicalId: resource.logicalId,
    name: resource.ref(),
    codeDir: join(directory, resource.assetPath),
    handler: resource.required('Handler'),
    runtime: resource.required('Runtime'),
    timeoutMs: 1000 * (resource.optional<number>('Timeout') ?? defaults.timeoutSeconds),
    memoryMb: resource.optional<number>('MemorySize') ?? defaults.memoryMb,
    environment: Object.fromEntries(
      Object.entries(environment?.Variables ?? {}).map(([name, value]) => [name, String(value)]),
    ),
    loggingFormat: logging?.LogFormat ?? defaults.loggingFormat,
    applicationLogLevel: logging?.ApplicationLogLevel,
  };
}

/** The function whose name or ARN a resource refers to. */
export function referencedFunction(
  resource: TemplateResource,
  target: string,
  functions: readonly FunctionDefinition[],
): FunctionDefinition {
  const found = functions.find(({ name }) => target === name || target === functionArn(name));
  if (found === undefined) throw resource.error(`${target} is no function of the templates.`);
  return found;
}
