import type { Io } from '../../src/runtime/io.ts';
import type { Timeline } from './timeline.ts';

/** How well the store answered an invocation, and when that began. */
export type Watch = { isPrompt: boolean; readonly begunAt: number };

/** A call that takes longer is part of a delay. */
const promptMs = 200;

/** Notes when a call of the store takes long or fails. */
export function watched({ send }: Pick<Io, 'send'>, watch: Watch, { now }: Timeline): Io['send'] {
  return (async (operation: Parameters<Io['send']>[0]) => {
    const begunAt = now();
    try {
      return await (send as (one: typeof operation) => Promise<unknown>)(operation);
    } catch (error) {
      if (!String((error as Error).name).startsWith('ConditionalCheck')) watch.isPrompt = false;
      throw error;
    } finally {
      if (now() - begunAt > promptMs) watch.isPrompt = false;
    }
  }) as Io['send'];
}
