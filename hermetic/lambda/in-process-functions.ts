import type { FunctionDefinition } from '../template/app-definition.ts';

/**
 * Handles an event in this process and resolves with JSON text; undefined leaves the event to the function's own process.
 * Never rejects.
 */
export type InProcessFunction = (event: unknown) => Promise<string | undefined>;

/** Selects the functions that run in this process. Meant for doubles, whose isolation does not matter. */
export type InProcessFunctions = (definition: FunctionDefinition) => InProcessFunction | undefined;
