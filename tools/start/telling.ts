import type { Gateway } from '../../hermetic/api-gateway/gateway.ts';
import { debuggerUrlIn } from '../../hermetic/lambda/inspection.ts';
import type { FunctionLog } from '../../hermetic/lambda/invocation.ts';
import { messageOf } from '../../hermetic/process/command.ts';
import { type Assemblies, cachedAssemblies } from '../../hermetic/template/assemblies.ts';
import type { Declared, DeclaredFunction } from '../../hermetic/template/declared.ts';
import { debuggedProject, paymentProject } from '../app/project.ts';
import type { EnvironmentOptions } from './environment-options.ts';
import type { StartStage, Tell } from './events.ts';

/** Tells of each stage of the start when it is done, with the time since the one before. */
export function stagesOf(tell: Tell | undefined): (stage: StartStage) => void {
  let before = performance.now();
  return (stage) => {
    const now = performance.now();
    tell?.({ event: 'stage', stage, ms: Math.round(now - before) });
    before = now;
  };
}

/** The app for a context; tells what is made because the cache has it not. */
export const toldAssemblies = ({ context, inspection, tell }: EnvironmentOptions): Assemblies =>
  cachedAssemblies(inspection ? debuggedProject : paymentProject, context, {
    onSynthesis: () => tell?.({ event: 'synthesising' }),
    onBundles: (functions, ms) => tell?.({ event: 'bundled', functions, ms }),
  });

/** Puts a function's code into place; tells once if it does not build, and not for every record that a stream has for it. */
export function toldCode({ prepareCode }: Assemblies, tell: Tell | undefined) {
  const failed = new Set<string>();
  return async ({ codeDir, name }: DeclaredFunction): Promise<void> => {
    try {
      await prepareCode(codeDir);
    } catch (error) {
      if (!failed.has(codeDir)) tell?.({ event: 'build-failed', functionName: name, message: messageOf(error) });
      failed.add(codeDir);
      throw error;
    }
  };
}

/** Passes on what functions log. The address of a debugger is in it, too. */
export const toldLog =
  (tell: Tell | undefined): FunctionLog =>
  (line) => {
    const url = debuggerUrlIn(line.text);
    if (url !== undefined) tell?.({ event: 'debugger', functionName: line.functionName, url });
    tell?.({ event: 'log', ...line });
  };

/** Invokes a function that no request waits for; tells what it called. */
export const toldCalls =
  (invoke: Gateway['invoke'], declared: () => Declared, tell: Tell | undefined): Gateway['invoke'] =>
  async (id, event) => {
    const result = await invoke(id, event);
    const { calls = [] } = result;
    const functionName = declared().functions.get(id)?.name ?? id;
    if (calls.length > 0) tell?.({ event: 'background-calls', functionName, calls });
    return result;
  };
