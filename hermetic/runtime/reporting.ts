import type { Gateway } from '../api-gateway/gateway.ts';
import type { AppDefinition, FunctionDefinition } from '../template/app-definition.ts';
import type { Assemblies } from '../template/assemblies.ts';
import type { RuntimeEvents } from './runtime-options.ts';

/**
 * Puts a function's code into place and reports a build failure once, although every call of the function fails: a
 * stream would otherwise repeat it for each record.
 */
export function reportingBuildFailures({ prepareCode }: Assemblies, { onBuildFailure }: RuntimeEvents) {
  const reported = new Set<string>();
  return async ({ codeDir, name }: FunctionDefinition): Promise<void> => {
    try {
      await prepareCode(codeDir);
    } catch (error) {
      if (!reported.has(codeDir)) onBuildFailure?.(name, error);
      reported.add(codeDir);
      throw error;
    }
  };
}

/** Invokes a function for a stream or a schedule, and reports its calls: no request summary will show them. */
export const reportingBackgroundCalls =
  (invoke: Gateway['invoke'], app: () => AppDefinition, { onBackgroundCalls }: RuntimeEvents): Gateway['invoke'] =>
  async (functionLogicalId, event) => {
    const result = await invoke(functionLogicalId, event);
    const { calls = [] } = result;
    const functionName = app().functions.get(functionLogicalId)?.name ?? functionLogicalId;
    if (calls.length > 0) onBackgroundCalls?.(functionName, calls);
    return result;
  };
