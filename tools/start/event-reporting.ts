import { debuggerUrlIn } from '../../hermetic/lambda/inspection.ts';
import { messageOf } from '../../hermetic/process/command.ts';
import type { RuntimeEvents } from '../../hermetic/runtime/runtime-options.ts';
import type { CacheOptions } from '../../hermetic/template/assemblies.ts';
import { summaryOf } from './answer-summary.ts';
import type { EmitEvent, StartStage } from './events.ts';

/** Emits each stage of a start when it is done, with the time since the previous one. */
export function stageReporter(emit: EmitEvent | undefined): (stage: StartStage) => void {
  let before = performance.now();
  return (stage) => {
    const now = performance.now();
    emit?.({ event: 'stage', stage, ms: Math.round(now - before) });
    before = now;
  };
}

/** Emits which templates and functions were not cached. */
export const assemblyEvents = (emit: EmitEvent | undefined): CacheOptions => ({
  onSynthesis: () => emit?.({ event: 'synthesising' }),
  onBundles: (functions, ms) => emit?.({ event: 'bundled', functions, ms }),
});

type EventTargets = Readonly<{
  emit: EmitEvent | undefined;
  onStage: (stage: StartStage) => void;
  onEngineExit: RuntimeEvents['onEngineExit'];
}>;

export const runtimeEvents = ({ emit, onStage, onEngineExit }: EventTargets): RuntimeEvents => ({
  onStage,
  onRequest: (summary, response) => emit?.({ event: 'request', ...summary, ...summaryOf(response) }),
  onFunctionLog(line) {
    const url = debuggerUrlIn(line.text);
    if (url !== undefined) emit?.({ event: 'debugger', functionName: line.functionName, url });
    emit?.({ event: 'log', ...line });
  },
  onBackgroundCalls: (functionName, calls) => emit?.({ event: 'background-calls', functionName, calls }),
  onBuildFailure: (functionName, error) => emit?.({ event: 'build-failed', functionName, message: messageOf(error) }),
  onDeadLetter: (letter) => emit?.({ event: 'dead-letter', ...letter }),
  onLostSpans: (message) => emit?.({ event: 'lost-spans', message }),
  onEngineExit,
});
