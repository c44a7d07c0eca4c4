import { isProcessorName, type ProcessorName } from '../domain/processor-name.ts';
import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { type Processor, ProcessorTrouble } from './port.ts';
import { readRoutes } from './routes.ts';
import { type Processors, routedProcessors } from './routing.ts';

export type ProcessorMakers = Readonly<Record<ProcessorName, (io: Io) => Processor>>;

/** In the order of preference. Never a default: a stage that lost its variable would give everything away. */
const chosen = requiredEnv('PROCESSOR').split(',').map(knownName);
const routesText = optionalEnv('PROCESSOR_ROUTES');
const routes = routesText === undefined ? [] : readRoutes(routesText, chosen);
const keySpace = requiredEnv('PROCESSOR_KEY_SPACE');

/** The one place that chooses a stage's processors. The others stay for the payments that they have. */
export const chosenFrom =
  (makers: ProcessorMakers) =>
  (io: Io): Processors => {
    const current = routedProcessors(
      chosen.map((name) => makers[name](io)),
      { routes, keySpace },
      io,
    );
    return {
      ...current,
      of: (intent) => (isChosen(intent.processor) ? current.of(intent) : makers[knownName(intent.processor)](io)),
    };
  };

const isChosen = (name: string): boolean => chosen.some((one) => one === name);

function knownName(name: string): ProcessorName {
  if (isProcessorName(name)) return name;
  throw new ProcessorTrouble('misconfigured', `this release has no processor ${name}`);
}
