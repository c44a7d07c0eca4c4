import type { Gateway } from '../../hermetic/api-gateway/gateway.ts';
import { messageOf } from '../../hermetic/process/command.ts';
import type { AppDefinition, FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { type Assemblies, cachedAssemblies } from '../../hermetic/template/assemblies.ts';
import type { Context } from '../../hermetic/template/project.ts';
import { paymentProject } from '../app/project.ts';
import type { EmitEvent, StartStage } from './events.ts';

/** Tells of each stage of the start when it is done, with the time since the one before. */
export function stageReporter(emit: EmitEvent | undefined): (stage: StartStage) => void {
  let before = performance.now();
  return (stage) => {
    const now = performance.now();
    emit?.({ event: 'stage', stage, ms: Math.round(now - before) });
    before = now;
  };
}

/** The app for a context; tells what is made because the cache has it not. */
export const reportedAssemblies = (context: Context | undefined, emit: EmitEvent | undefined): Assemblies =>
  cachedAssemblies(paymentProject, context, {
    onSynthesis: () => emit?.({ event: 'synthesising' }),
    onBundles: (functions, ms) => emit?.({ event: 'bundled', functions, ms }),
  });

/** Puts a function's code into place; tells once if it does not build, and not for every record that a stream has for it. */
export function reportBuildFailures({ prepareCode }: Assemblies, emit: EmitEvent | undefined) {
  const failed = new Set<string>();
  return async ({ codeDir, name }: FunctionDefinition): Promise<void> => {
    try {
      await prepareCode(codeDir);
    } catch (error) {
      if (!failed.has(codeDir)) emit?.({ event: 'build-failed', functionName: name, message: messageOf(error) });
      failed.add(codeDir);
      throw error;
    }
  };
}

/** Invokes a function that no request waits for; tells what it called. */
export const reportBackgroundCalls =
  (invoke: Gateway['invoke'], app: () => AppDefinition, emit: EmitEvent | undefined): Gateway['invoke'] =>
  async (id, event) => {
    const result = await invoke(id, event);
    const { calls = [] } = result;
    const functionName = app().functions.get(id)?.name ?? id;
    if (calls.length > 0) emit?.({ event: 'background-calls', functionName, calls });
    return result;
  };
