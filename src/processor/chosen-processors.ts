import { processorNames } from '../domain/processor-name.ts';
import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { readRoutes } from './routes.ts';
import type { Processors } from './routing.ts';
import { knownName, type ProcessorMakers, stageProcessors } from './stage-processors.ts';

/** In the order of preference. Never a default: a stage that lost its variable would give everything away. */
const chosen = requiredEnv('PROCESSOR').split(',').map(knownName);
const hasKey = (name: string) => optionalEnv(`${name.toUpperCase()}_SECRET_NAME`) !== undefined;
const earlier = processorNames.filter((name) => hasKey(name) && !chosen.includes(name));
const routesText = optionalEnv('PROCESSOR_ROUTES');
const routes = routesText === undefined ? [] : readRoutes(routesText, chosen);
const keySpace = requiredEnv('PROCESSOR_KEY_SPACE');

/** The one place that chooses a stage's processors. */
export const chosenFrom =
  (makers: ProcessorMakers) =>
  (io: Io): Processors =>
    stageProcessors(makers, { chosen, earlier, routes, keySpace }, io);
