import type { FunctionDefinition } from '../template/app-definition.ts';

/** Answers an event with JSON text in this process; undefined leaves it to the function's own one. It never rejects. */
export type InProcessFunction = (event: unknown) => Promise<string | undefined>;

/** Which functions this process runs itself; none of the product's. */
export type InProcessFunctions = (definition: FunctionDefinition) => InProcessFunction | undefined;
